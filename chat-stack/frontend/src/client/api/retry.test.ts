import { describe, expect, it } from 'vitest'
import { ApiError, toApiError, UnreachableError } from './http.ts'
import { mayPass, reconnectDelay, retryDelay } from './retry.ts'

describe('retryDelay', () => {
  const busy = new ApiError(503, 'not stored', 2_000)

  it('waits as long as the server asks for, and longer each time', () => {
    expect([1, 2, 3, 4].map(attempt => retryDelay(busy, attempt))).toEqual([2_000, 2_000, 4_000, 8_000])
    expect([1, 2, 3, 4].map(attempt => retryDelay(new UnreachableError('x'), attempt))).toEqual([
      1_000, 2_000, 4_000, 8_000,
    ])
  })

  it('gives up in the end, and at once on what will not pass', () => {
    expect(retryDelay(busy, 5)).toBeUndefined()
    for (const status of [400, 403, 404, 413, 422, 500, 504])
      expect(retryDelay(new ApiError(status, 'x'), 1)).toBeUndefined()
    expect(mayPass(new TypeError('a defect'))).toBe(false)
  })
})

it('reconnects later and later, at most after 15 s', () => {
  expect([0, 1, 2, 10].map(failures => reconnectDelay(failures, () => 1))).toEqual([500, 1_000, 2_000, 15_000])
  expect(reconnectDelay(0, () => 0)).toBe(250)
})

describe('toApiError', () => {
  it('takes over what the server says', async () => {
    const body = JSON.stringify({ detail: 'No answer in time.', messageId: 'm1' })
    const response = new Response(body, {
      status: 504,
      headers: { 'content-type': 'application/problem+json', 'retry-after': '3' },
    })
    expect(await toApiError(response)).toMatchObject({
      status: 504,
      message: 'No answer in time.',
      messageId: 'm1',
      retryAfterMs: 3_000,
    })
  })

  it('manages without', async () => {
    expect(await toApiError(new Response('<h1>Bad gateway</h1>', { status: 502 }))).toMatchObject({
      message: 'The shop answered 502.',
    })
    expect(
      await toApiError(new Response('{', { status: 502, headers: { 'content-type': 'application/json' } })),
    ).toMatchObject({ status: 502 })
  })
})
