import { expect, it } from 'vitest'
import { sparkPath } from './spark.ts'

it('draws from zero to the top, newest at the right edge', () => {
  expect(sparkPath([0, 5, 10], 80, 20, 10)).toBe('M0 20L40 10L80 0')
})

it('leaves room on the left for what was not measured yet', () => {
  expect(sparkPath([10, 10], 80, 20, 10, 5)).toBe('M60 0L80 0')
})

it('draws nothing from a single value or without a scale', () => {
  expect(sparkPath([4], 80, 20, 10)).toBe('')
  expect(sparkPath([4, 4], 80, 20, 0)).toBe('')
})
