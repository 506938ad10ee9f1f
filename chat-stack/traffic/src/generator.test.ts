import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Generator } from './generator.ts'
import type { Visit } from './plan.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

function play(seed: number, begin: (visit: Visit) => boolean) {
  const generator = new Generator(seed, { begin })
  generator.setProfile('heavy')
  vi.advanceTimersByTime(60_000)
  generator.stop()
  return generator
}

test('what is asked does not depend on what is answered', () => {
  const one: Visit[] = []
  const other: Visit[] = []
  play(1, visit => {
    one.push(visit)
    return true
  })
  play(1, visit => {
    other.push(visit)
    return false
  })
  expect(one.length).toBeGreaterThan(1_000)
  const both = Math.min(one.length, other.length)
  expect(Math.abs(one.length - other.length)).toBeLessThanOrEqual(1)
  expect(other.slice(0, both)).toEqual(one.slice(0, both))
})

test('a visit that is not made counts as scheduled, not as sent', () => {
  const made = play(1, () => true).tally.totals
  expect(made.sent).toBe(made.scheduled)
  const none = play(1, () => false).tally.totals
  expect([none.scheduled > 1_000, none.sent]).toEqual([true, 0])
})

test('visits that are made late count where they were scheduled', () => {
  const { windows } = play(5, () => true).tally
  for (const { scheduled, sent } of windows) expect(sent).toBe(scheduled)
})

test('off asks nothing', () => {
  const begin = vi.fn(() => true)
  const generator = play(1, begin)
  const { calls } = begin.mock
  const before = calls.length
  vi.advanceTimersByTime(60_000)
  expect([generator.profile, calls.length]).toEqual(['off', before])
})
