import { describe, expect, it } from 'vitest'
import { mayCall, paceOf, type RateLimit, rateLimitOf } from './rate-limit.ts'

const limit = (change: Partial<RateLimit> = {}): RateLimit => ({
  name: 'query',
  limit: 1600,
  periodMs: 3_600_000,
  remaining: 1600,
  resetAt: 3_600_000,
  ...change,
})

describe('the limit that an answer announces', () => {
  const headers: Record<string, string> = {
    'x-ratelimit-limit': '300',
    'x-ratelimit-period': '3600',
    'x-ratelimit-remaining': '120',
    'x-ratelimit-reset': '600',
    'x-ratelimit-name': 'spans',
  }
  it('is read from its headers', () => {
    expect(rateLimitOf(name => headers[name] ?? null, 'other', 1_000)).toEqual({
      name: 'spans',
      limit: 300,
      periodMs: 3_600_000,
      remaining: 120,
      resetAt: 601_000,
    })
  })
  it('is none without them, and none when they are nonsense', () => {
    expect(rateLimitOf(() => null, 'x', 0)).toBeNull()
    expect(rateLimitOf(name => (name === 'x-ratelimit-limit' ? 'many' : (headers[name] ?? null)), 'x', 0)).toBeNull()
  })
})

describe('how often is asked', () => {
  it('as wanted, while the limit allows it', () => {
    expect(paceOf(10_000, 2, null, 0)).toEqual({ everyMs: 10_000, until: null, slowed: false })
    expect(paceOf(10_000, 2, limit(), 0)).toEqual({ everyMs: 10_000, until: null, slowed: false })
  })

  it('never more often than the limit allows for ever: 300 an hour are one each 15 s of four fifths', () => {
    expect(paceOf(10_000, 1, limit({ limit: 300, remaining: 300 }), 0)).toEqual({
      everyMs: 15_000,
      until: null,
      slowed: true,
    })
  })

  it('slower until the count starts anew, when others have used most of it', () => {
    const now = 1_800_000
    expect(paceOf(10_000, 1, limit({ remaining: 320 + 30 }), now)).toEqual({
      everyMs: 60_000,
      until: 3_600_000,
      slowed: true,
    })
  })

  it('not before the count starts anew, when nothing is left', () => {
    expect(paceOf(10_000, 1, limit({ remaining: 0, resetAt: 45_000 }), 0)).toEqual({
      everyMs: 60_000,
      until: 45_000,
      slowed: true,
    })
    expect(mayCall(limit({ remaining: 0, resetAt: 45_000 }), 44_999)).toBe(false)
    expect(mayCall(limit({ remaining: 0, resetAt: 45_000 }), 45_000)).toBe(true)
  })

  it('a window that is over slows nothing', () => {
    expect(paceOf(10_000, 1, limit({ remaining: 0, resetAt: 45_000 }), 46_000).slowed).toBe(false)
  })
})
