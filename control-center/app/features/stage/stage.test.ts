import type { Run, ScenarioSummary } from '@chat-demo/engine'
import { describe, expect, it } from 'vitest'
import { leftAfter, normalOf } from './figures.ts'
import { type StageSight, stageSubject } from './subject.ts'

const SIGHT: StageSight = { step: null, traceId: null, runs: [], scenarios: [], hasDatadog: true, now: 0 }
const subject = (change: Partial<StageSight>) => stageSubject({ ...SIGHT, ...change })

describe('what stands on stage', () => {
  it('is what the step watches', () => {
    const on = (watch: NonNullable<StageSight['step']>['watch'], traceId: string | null = null) =>
      subject({ step: { watch }, traceId })
    expect(on({ widget: 'overview/Failed model calls' })).toMatchObject({
      dashboard: 'overview',
      title: 'Failed model calls',
    })
    expect(on({ pods: 'backend' })).toEqual({ show: 'pods', workload: 'backend' })
    expect(on({ pods: 'all' })).toEqual({ show: 'pods', workload: null })
    expect(on({ monitor: 'A' })).toEqual({ show: 'monitor', name: 'A' })
    expect(on({ place: 'proof' })).toEqual({ show: 'run' })
    expect(on({ page: '/traces' })).toMatchObject({ show: 'trace', id: null })
    expect(on({ page: '/traces/follow' })).toEqual({ show: 'words' })
    expect(on({ page: '/traces/follow' }, 'abc')).toMatchObject({ show: 'trace', id: 'abc' })
    expect(on({ page: '/users' })).toEqual({ show: 'words' })
    expect(on(undefined)).toEqual({ show: 'words' })
  })

  it('is the guide of the open run without a tour, else the requests', () => {
    expect(subject({})).toMatchObject({ title: 'Chat requests' })
    expect(subject({ hasDatadog: false })).toEqual({ show: 'replies' })
    const run = {
      scenario: 'crash',
      state: 'active',
      target: 'deployment/worker',
      healRequestedAt: null,
      evidence: [],
    } as unknown as Run
    const guided = (where: string) =>
      subject({
        runs: [run],
        scenarios: [{ id: 'crash', guide: [{ look: 'Here', where, why: 'So' }] } as unknown as ScenarioSummary],
      })
    expect(guided('queue')).toMatchObject({ title: 'Waiting messages' })
    expect(guided('pods')).toEqual({ show: 'pods', workload: 'worker' })
    expect(guided('proof')).toEqual({ show: 'run' })
  })
})

const points = [0.1, 0.2, 0.1, null, 0.3, 4, 30].map((value, index) => ({ at: index * 10_000, value }))

describe('what is said of a value', () => {
  it('knows what was normal before the change', () => {
    expect(normalOf(points, 40_000)).toBe(0.1)
    expect(normalOf(points, 15_000)).toBeNull()
    expect(normalOf(points, null)).toBe(0.3)
  })

  it('counts from the change to the first point over the limit, or far from normal', () => {
    expect(leftAfter(points, 40_000, 0.1, 5)).toBe(20)
    expect(leftAfter(points, 40_000, 0.1, undefined)).toBe(0)
    expect(leftAfter(points, 40_000, 0.1, 100)).toBeNull()
    expect(leftAfter(points, 40_000, null, undefined)).toBeNull()
  })
})
