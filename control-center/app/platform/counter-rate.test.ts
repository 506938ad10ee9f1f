import { expect, it } from 'vitest'
import { type CounterReading, keepReadings, rateOf } from './counter-rate.ts'

const after = (counts: number[], everyMs = 1_000) =>
  counts.reduce<CounterReading[]>(
    (readings, count, index) => keepReadings(readings, { at: index * everyMs, count }),
    [],
  )

it('is the growth over the last seconds', () => {
  expect(rateOf(after([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]))).toBe(1)
  // The counter itself moves each two seconds only.
  expect(rateOf(after([0, 0, 10, 10, 20, 20, 30, 30, 40]))).toBe(5)
  expect(rateOf(after([7, 7, 7, 7, 7, 7, 7, 7]))).toBe(0)
})

it('is not known before there is something to compare', () => {
  expect(rateOf([])).toBeNull()
  expect(rateOf(after([5, 6]))).toBeNull()
})

it('begins anew when the counter does', () => {
  expect(rateOf(after([900, 901, 902, 903, 904, 905, 3]))).toBeNull()
  expect(rateOf(after([900, 901, 0, 2, 4, 6, 8]))).toBe(2)
})

it('keeps no more than it needs', () => {
  expect(after(Array.from({ length: 500 }, (_, index) => index)).length).toBeLessThanOrEqual(8)
})
