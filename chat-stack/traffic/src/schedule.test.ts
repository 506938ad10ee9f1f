import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Schedule } from './schedule.ts'

/** Arrivals of ten minutes at 5 a second, asked for at the given times. */
function play(seed: number, askedAt: number[]): number[] {
  const schedule = new Schedule(seed, 0)
  schedule.setRate(5, 0)
  return [...askedAt, 600_000].flatMap(now => schedule.advance(now))
}

test('the same seed gives the same arrivals, however often they are asked for', () => {
  const once = play(1, [])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 600_000 }), { maxLength: 50 }), times => {
      const often = play(
        1,
        times.sort((a, b) => a - b),
      )
      expect(often).toHaveLength(once.length)
      for (const [index, at] of often.entries()) expect(at).toBeCloseTo(once[index] ?? Number.NaN, 3)
    }),
    { numRuns: 30 },
  )
  expect(play(2, [])).not.toEqual(once)
})

test('arrivals come at the rate, irregularly', () => {
  const arrivals = play(7, [])
  expect(arrivals.length).toBeGreaterThan(2_800)
  expect(arrivals.length).toBeLessThan(3_200)
  const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? 0))
  expect(Math.max(...gaps)).toBeGreaterThan(600)
})

test('a change of the rate is in force from then on', () => {
  const schedule = new Schedule(1, 0)
  expect(schedule.waitMs).toBeUndefined()
  expect(schedule.advance(60_000)).toEqual([])
  schedule.setRate(20, 60_000)
  expect(schedule.advance(120_000).length).toBeGreaterThan(1_000)
  schedule.setRate(0, 120_000)
  expect(schedule.advance(180_000)).toEqual([])
  schedule.setRate(1, 180_000)
  const [first] = schedule.advance(240_000)
  expect(first).toBeGreaterThan(180_000)
})
