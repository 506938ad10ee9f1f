import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { operationOf, RateLimiter, rateLimitOf } from './rate-limit.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const used = { name: 'monitors', limit: 2, period: 10, remaining: 0, reset: 4 }

test('headers are read; without them nothing is limited', () => {
  const headers = new Headers({
    'x-ratelimit-limit': '2',
    'x-ratelimit-period': '10',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': '4',
    'x-ratelimit-name': 'monitors',
  })
  expect(rateLimitOf(headers)).toEqual(used)
  expect(rateLimitOf(new Headers())).toBeUndefined()
  expect(rateLimitOf(new Headers({ 'x-ratelimit-limit': 'many' }))).toBeUndefined()
})

test('a request waits until the period that is used up has ended', async () => {
  const limiter = new RateLimiter()
  await limiter.turn('GET /a')
  await limiter.learn('GET /a', used)
  expect(await limiter.wait('GET /a')).toBeGreaterThan(3)

  let gone = false
  const turn = limiter.turn('GET /a').then(() => {
    gone = true
  })
  await vi.advanceTimersByTimeAsync(3_000)
  expect(gone).toBe(false)
  await vi.advanceTimersByTimeAsync(2_000)
  await turn
  expect(gone).toBe(true)
})

test('operations that share a limit share it, others go on', async () => {
  const limiter = new RateLimiter()
  await limiter.learn('GET /a', used)
  await limiter.learn('POST /a', used)
  expect(await limiter.wait('POST /a')).toBeGreaterThan(0)
  expect(await limiter.wait('GET /b')).toBe(0)
})

test('an operation has one name whatever ids are in its path', () => {
  expect(operationOf('PUT', 'https://api.datadoghq.com/api/v1/monitor/123?x=1')).toBe('PUT /api/v1/monitor/:id')
  expect(operationOf('GET', 'https://api.datadoghq.com/api/v1/dashboard/abc-1de-f2g')).toBe('GET /api/v1/dashboard/:id')
})
