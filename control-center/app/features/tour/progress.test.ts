import { describe, expect, it } from 'vitest'
import { begin, elapsed, reduce, secondsIn } from './progress.ts'

const start = Date.parse('2026-11-23T14:00:00.000Z')
const at = (seconds: number) => start + seconds * 1000
const fresh = begin('t1', 'sample', 'green', 'ines', start)

describe('a tour in progress', () => {
  it('adds up what each step took over all its visits', () => {
    let progress = reduce(fresh, { kind: 'go', step: 'traffic' }, at(20))
    progress = reduce(progress, { kind: 'go', step: 'green' }, at(25))
    expect(secondsIn(progress, 'green', at(35))).toBe(30)
    expect(secondsIn(progress, 'traffic', at(35))).toBe(5)
    expect(elapsed(progress, at(35))).toBe(35)
  })

  it('stays the same when it is told to go where it is', () => {
    expect(reduce(fresh, { kind: 'go', step: 'green' }, at(5))).toBe(fresh)
    expect(reduce(fresh, { kind: 'resume' }, at(5))).toBe(fresh)
  })

  it('does not count pauses, and ends a pause by going on', () => {
    const paused = reduce(fresh, { kind: 'pause' }, at(10))
    expect(reduce(paused, { kind: 'pause' }, at(12))).toBe(paused)
    expect(elapsed(paused, at(60))).toBe(10)
    const again = reduce(paused, { kind: 'resume' }, at(60))
    expect(elapsed(again, at(65))).toBe(15)
    const left = reduce(paused, { kind: 'go', step: 'traffic' }, at(60))
    expect(left.pausedAt).toBeNull()
    expect(elapsed(left, at(63))).toBe(13)
  })

  it('keeps the first time that a gate was green', () => {
    const green = reduce(fresh, { kind: 'green', steps: ['green'] }, at(3))
    expect(reduce(green, { kind: 'green', steps: ['green'] }, at(9))).toBe(green)
    expect(green.green).toEqual({ green: '2026-11-23T14:00:03.000Z' })
  })
})
