import { describe, expect, it } from 'vitest'
import { QueryError } from '../../query/error.ts'
import { readInterval, readTime, usualInterval } from './time.ts'

const now = Date.UTC(2026, 0, 1, 12)

describe('a point in time', () => {
  it.each([
    ['now', now],
    ['now-15m', now - 900_000],
    ['now - 1h', now - 3_600_000],
    ['now+30s', now + 30_000],
    ['now-2d', now - 172_800_000],
    ['now-1mo', now - 30 * 86_400_000],
    ['1767268800000', 1_767_268_800_000],
    ['2026-01-01T12:00:00Z', now],
    ['2026-01-01T13:00:00+01:00', now],
  ])('is read from %j', (text, expected) => {
    expect(readTime(text, now)).toBe(expected)
  })

  it.each(['', 'yesterday', 'now-15', 'now-15q', '15m', '12:00'])('is not in %j', text => {
    expect(() => readTime(text, now)).toThrow(QueryError)
  })
})

describe('an interval', () => {
  it.each([
    ['30s', 30],
    ['5m', 300],
    ['1h', 3600],
    ['500ms', 0.5],
    ['1d', 86_400],
  ])('is read from %j', (text, seconds) => {
    expect(readInterval(text)).toBe(seconds)
  })

  it('has a unit', () => {
    expect(() => readInterval('5')).toThrow(QueryError)
  })

  it('gives about 150 points when nobody says it', () => {
    expect(usualInterval(900_000)).toBe(10)
    expect(usualInterval(3_600_000)).toBe(30)
    expect(usualInterval(4 * 3_600_000)).toBe(120)
  })
})
