import { describe, expect, it } from 'vitest'
import { paceOf } from './pacing.ts'
import { begin, reduce } from './progress.ts'
import { sampleTour } from './testing.ts'

const start = Date.parse('2026-11-23T14:00:00.000Z')
const at = (seconds: number) => start + seconds * 1000
const fresh = begin('t1', 'sample', 'green', 'ines', start)

describe('paceOf', () => {
  it('is on pace while a step takes what it may', () => {
    const pace = paceOf(sampleTour, fresh, at(15))
    expect(pace).toMatchObject({ elapsed: 15, target: 150, behind: 0, onPace: true, leaveOut: [] })
    expect(pace.endsAt).toBe(at(150))
    expect(pace.plan).toBeCloseTo(0.1)
  })

  it('falls behind with each second over the target, and says which steps make up for it', () => {
    const pace = paceOf(sampleTour, fresh, at(60))
    expect(pace.behind).toBe(40)
    expect(pace.onPace).toBe(false)
    expect(pace.endsAt).toBe(at(190))
    expect(pace.leaveOut.map(one => one.step.id)).toEqual(['traffic', 'queue'])
    expect(paceOf(sampleTour, fresh, at(50)).leaveOut).toEqual([])
  })

  it('is ahead when steps took less', () => {
    const quick = reduce(fresh, { kind: 'go', step: 'inject' }, at(10))
    expect(paceOf(sampleTour, quick, at(10)).behind).toBe(-40)
  })

  it('measures each act against its own plan', () => {
    const second = reduce(fresh, { kind: 'go', step: 'queue' }, at(60))
    const [quiet, worker] = paceOf(sampleTour, second, at(70)).acts
    expect(quiet).toMatchObject({ state: 'done', target: 50, spent: 60, part: 1 })
    expect(worker).toMatchObject({ state: 'now', target: 100, spent: 10, part: 0.5 })
  })

  it('goes on from the first step when the tour has lost the present one', () => {
    expect(paceOf(sampleTour, { ...fresh, step: 'gone' }, at(5)).target).toBe(150)
  })
})
