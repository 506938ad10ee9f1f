import { describe, expect, it } from 'vitest'
import type { LiveDelta } from '../../platform/live-state.ts'
import { applyDelta } from './apply-delta.ts'
import { liveState, pod, run } from './testing.ts'

const event = (uid: string, at: string) => ({
  uid,
  at,
  type: 'Warning' as const,
  reason: 'BackOff',
  object: 'pod/worker',
  message: 'waits',
  count: 1,
})

describe('applyDelta', () => {
  it('adds, replaces and removes pods by uid and keeps them by name', () => {
    const state = liveState({ pods: [pod({ uid: 'a', name: 'worker-1' }), pod({ uid: 'b', name: 'backend-1' })] })
    const next = applyDelta(state, {
      kind: 'pods',
      upsert: [pod({ uid: 'a', name: 'worker-1', restarts: 2 }), pod({ uid: 'c', name: 'frontend-1' })],
      remove: ['b'],
    })
    expect(next.pods.map(row => [row.name, row.restarts])).toEqual([
      ['frontend-1', 0],
      ['worker-1', 2],
    ])
  })

  it('does not change the state that it was given', () => {
    const state = Object.freeze(liveState({ pods: [pod()] }))
    const before = structuredClone(state)
    applyDelta(state, { kind: 'pods', upsert: [pod({ uid: 'z' })], remove: ['pod-1'] })
    expect(state).toEqual(before)
  })

  it('keeps what a delta does not speak of identical, so that nothing is drawn again', () => {
    const state = liveState({ pods: [pod()] })
    const next = applyDelta(state, { kind: 'set', key: 'serverTime', value: '2026-11-23T14:22:45.000Z' })
    expect(next.serverTime).toBe('2026-11-23T14:22:45.000Z')
    expect(next.pods).toBe(state.pods)
  })

  it('keeps events newest first and at most a hundred', () => {
    const minute = (n: number) => `2026-11-23T14:${String(n % 60).padStart(2, '0')}:00.${String(n).padStart(3, '0')}Z`
    const many = Array.from({ length: 120 }, (_, n) => event(`e${n}`, minute(n)))
    const next = applyDelta(liveState(), { kind: 'events', upsert: many, remove: [] })
    expect(next.events).toHaveLength(100)
    expect([...next.events].sort((a, b) => b.at.localeCompare(a.at))).toEqual(next.events)
  })

  it('stands open runs before ended ones, then the newest', () => {
    const healed = run({ id: 'new', state: 'healed', startedAt: '2026-11-23T14:30:00.000Z' })
    const older = run({ id: 'old', state: 'healed', startedAt: '2026-11-23T12:00:00.000Z' })
    const next = applyDelta(liveState({ runs: [older] }), {
      kind: 'runs',
      upsert: [healed, run({ id: 'now', state: 'recovering' })],
      remove: [],
    })
    expect(next.runs.map(row => row.id)).toEqual(['now', 'new', 'old'])
  })

  it('appends one point to a history, replaces the same second and drops the oldest', () => {
    const at = (n: number) => new Date(Date.UTC(2026, 10, 23, 14, 0, n * 5)).toISOString()
    const point = (n: number, ready: number) => ({ at: at(n), ready, publishedPerSecond: 1, deliveredPerSecond: 1 })
    let state = liveState()
    for (let n = 0; n < 70; n++) {
      state = applyDelta(state, { kind: 'queue', value: { ...state.queue, ready: n }, point: point(n, n) })
    }
    state = applyDelta(state, { kind: 'queue', value: { ...state.queue, ready: 99 }, point: point(69, 99) })
    expect(state.queue.history).toHaveLength(61)
    expect(state.queue.history.at(-1)).toMatchObject({ at: at(69), ready: 99 })
    expect(state.queue.ready).toBe(99)
  })

  it('leaves the history alone when there is no new point', () => {
    const state = liveState()
    const next = applyDelta(state, { kind: 'chat', value: { ...state.chat, waiting: 9 }, point: null })
    expect(next.chat.waiting).toBe(9)
    expect(next.chat.history).toBe(state.chat.history)
  })

  it('ignores a kind that it does not know', () => {
    const state = liveState()
    expect(applyDelta(state, { kind: 'later' } as unknown as LiveDelta)).toBe(state)
  })
})
