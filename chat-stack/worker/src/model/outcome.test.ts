import { APIConnectionError, APIConnectionTimeoutError, APIError } from 'openai'
import { expect, test } from 'vitest'
import { decide } from './outcome.ts'

const first = { number: 1, ageMs: 100, jitter: 0 }

function answered(status: number, headers: Record<string, string> = {}, code?: string): APIError {
  return APIError.generate(status, { error: { message: 'no', code } }, undefined, new Headers(headers))
}

test('a refused key or question fails at once', () => {
  expect(decide(answered(401), first)).toEqual({
    kind: 'fail',
    reason: 'The model refused our API key (401).',
    code: 'unauthorized',
    retryable: true,
  })
  expect(decide(answered(400), first)).toMatchObject({ kind: 'fail', retryable: false })
  expect(decide(answered(429, {}, 'insufficient_quota'), first)).toMatchObject({ kind: 'fail', retryable: true })
})

test('a rate limit is waited out as long as the provider says, within reason', () => {
  expect(decide(answered(429, { 'retry-after': '7' }), first)).toMatchObject({ kind: 'again', afterMs: 7_000 })
  expect(decide(answered(429, { 'retry-after-ms': '250' }), first)).toMatchObject({ kind: 'again', afterMs: 250 })
  expect(decide(answered(429, { 'retry-after': '7' }), { ...first, jitter: 1 })).toMatchObject({ afterMs: 8_750 })
  expect(decide(answered(429, { 'retry-after': '9999' }), first)).toMatchObject({ kind: 'again', afterMs: 60_000 })
  expect(decide(answered(429), { ...first, number: 40 })).toMatchObject({ kind: 'again', afterMs: 45_000 })
  expect(decide(answered(429), { ...first, ageMs: 1_000_000 })).toMatchObject({ kind: 'fail', retryable: true })
})

test.each([
  ['a server error', answered(503)],
  ['a refused connection', new APIConnectionError({ message: 'Connection error.' })],
  ['a time-out', new APIConnectionTimeoutError()],
  ['a broken stream', new TypeError('terminated')],
])('%s is tried again with growing pauses, then goes back into the queue', (_name, error) => {
  const waits = [1, 2, 3, 4, 5].map(number => decide(error, { ...first, number, jitter: 0.5 }))
  expect(waits.map(wait => (wait.kind === 'again' ? wait.afterMs : wait.kind))).toEqual([
    1_000,
    2_000,
    4_000,
    8_000,
    'requeue',
  ])
})
