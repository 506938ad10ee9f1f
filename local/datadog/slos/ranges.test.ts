import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { covered, union, without } from './ranges.ts'

const range = fc
  .tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 20 }))
  .map(([from, length]) => ({ from, to: from + length }))
const instants = (ranges: readonly { from: number; to: number }[]): Set<number> =>
  new Set(ranges.flatMap(({ from, to }) => Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index)))

describe('ranges', () => {
  it('a union has the same instants, each once', () => {
    fc.assert(
      fc.property(fc.array(range), ranges => {
        const joined = union(ranges)
        expect(instants(joined)).toEqual(new Set([...instants(ranges)].sort((a, b) => a - b)))
        expect(covered({ from: 0, to: 100 }, joined)).toBe(instants(ranges).size)
      }),
    )
  })
  it('what is left without others has none of theirs, and all of its own beside', () => {
    fc.assert(
      fc.property(range, fc.array(range), (own, others) => {
        const taken = instants(others)
        const left = without(own, others)
        expect([...instants(left)]).toEqual([...instants([own])].filter(instant => !taken.has(instant)))
        expect(union(left)).toEqual(left)
      }),
    )
  })
})
