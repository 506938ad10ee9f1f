import { describe, expect, it } from 'vitest'
import { ApiError } from './errors.ts'
import { Keys, span } from './keys.ts'

function errorOf(run: () => unknown): ApiError {
  try {
    run()
  } catch (error) {
    if (error instanceof ApiError) return error
  }
  throw new Error('expected an ApiError')
}

describe('Keys', () => {
  let now = 0
  const keys = new Keys(
    {
      goodKeys: ['sk-good', 'sk-both'],
      revokedKeys: ['sk-revoked', 'sk-both'],
      limitedKeys: ['sk-limited'],
      limitedPerMinute: 6,
    },
    () => now,
  )

  it('knows good and limited keys', () => {
    expect(keys.authenticate('Bearer sk-good')).toBe('sk-good')
    expect(keys.authenticate('bearer sk-limited')).toBe('sk-limited')
  })

  it.each([undefined, '', 'Basic abc', 'Bearer '])('asks for a key when it gets %j', header => {
    expect(errorOf(() => keys.authenticate(header))).toMatchObject({ status: 401, code: null })
  })

  it.each(['sk-revoked', 'sk-both', 'sk-unknown'])('refuses %s', key => {
    const error = errorOf(() => keys.authenticate(`Bearer ${key}`))
    expect(error).toMatchObject({ status: 401, code: 'invalid_api_key' })
    expect(error.message).not.toContain(key)
  })

  it('limits a key and lets it in again after the time it named', () => {
    for (let request = 0; request < 6; request++) {
      expect(keys.take('sk-limited')['x-ratelimit-remaining-requests']).toBe(String(5 - request))
    }
    const error = errorOf(() => keys.take('sk-limited'))
    expect(error).toMatchObject({ status: 429, code: 'rate_limit_exceeded', type: 'requests' })
    expect(error.headers).toMatchObject({
      'retry-after': '10',
      'x-ratelimit-limit-requests': '6',
      'x-ratelimit-remaining-requests': '0',
    })
    now += 9_999
    expect(errorOf(() => keys.take('sk-limited')).headers['retry-after']).toBe('1')
    now += 1
    expect(keys.take('sk-limited')['x-ratelimit-remaining-requests']).toBe('0')
  })
})

describe('span', () => {
  it.each([
    [0, '0ms'],
    [120, '120ms'],
    [6500, '6.5s'],
    [60_000, '1m0s'],
  ])('writes %d ms as %s', (ms, text) => {
    expect(span(ms)).toBe(text)
  })
})
