import { afterEach, describe, expect, it, vi } from 'vitest'
import { call } from './call.ts'
import { ApiError, problemFrom } from './problem.ts'
import { retryDelay, shouldRetry } from './retry.ts'

afterEach(() => vi.unstubAllGlobals())

const answers = (response: Response) =>
  vi.stubGlobal(
    'fetch',
    vi.fn(async () => response.clone()),
  )

describe('call', () => {
  it('gives the parsed answer', async () => {
    answers(Response.json({ profile: 'light' }))
    expect(await call('/api/v1/traffic')).toEqual({ profile: 'light' })
  })

  it('gives undefined for 204', async () => {
    answers(new Response(null, { status: 204 }))
    expect(await call('/api/v1/heal', { method: 'POST' })).toBeUndefined()
  })

  it('throws what the problem says', async () => {
    const body = { status: 409, title: 'Conflict', detail: 'Bad deploy already changes backend.', run: 'r1' }
    answers(Response.json(body, { status: 409, headers: { 'content-type': 'application/problem+json' } }))
    await expect(call('/api/v1/runs', { method: 'POST', body: {} })).rejects.toMatchObject({
      message: 'Bad deploy already changes backend.',
      status: 409,
      problem: { more: { run: 'r1' } },
    })
  })

  it('throws one readable error when nobody answers', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')))
    await expect(call('/api/v1/heal', { method: 'POST' })).rejects.toMatchObject({ status: 0 })
  })

  it('sends a body as JSON and nothing without one', async () => {
    answers(Response.json({}))
    await call('/a', { method: 'PUT', body: { profile: 'off' } })
    await call('/b', { method: 'POST' })
    const [first, second] = vi.mocked(fetch).mock.calls
    expect(first?.[1]).toMatchObject({ body: '{"profile":"off"}', headers: { 'content-type': 'application/json' } })
    expect(second?.[1]).toMatchObject({ body: undefined, headers: {} })
  })
})

describe('problemFrom', () => {
  it('speaks for answers that are no problem document', () => {
    expect(problemFrom(502, '<html>')).toMatchObject({
      status: 502,
      title: 'The control center answered 502',
      detail: '',
    })
    expect(problemFrom(500, { title: 7 })).toMatchObject({ title: 'The control center answered 500' })
  })
})

describe('retry', () => {
  const error = (status: number) => new ApiError(problemFrom(status, null))

  it.each([400, 401, 403, 404, 409, 412])('does not ask again after %d', status => {
    expect(shouldRetry(0, error(status))).toBe(false)
  })

  it.each([0, 429, 500, 503])('asks again after %d, three times at most', status => {
    expect(shouldRetry(0, error(status))).toBe(true)
    expect(shouldRetry(3, error(status))).toBe(false)
  })

  it('does not ask again after a defect of its own', () => {
    expect(shouldRetry(0, new TypeError('x is undefined'))).toBe(false)
  })

  it('waits twice as long each time', () => {
    expect([0, 1, 2].map(retryDelay)).toEqual([1000, 2000, 4000])
  })
})
