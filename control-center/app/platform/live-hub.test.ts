import { describe, expect, it } from 'vitest'
import { ManualClock } from '../../engine/src/testing/manual-clock.ts'
import { emptyState } from '../../server/testing/test-server.ts'
import { liveDeltas } from './live-diff.ts'
import { type LiveEvent, LiveHub } from './live-hub.ts'
import type { EventRow, LiveState } from './live-state.ts'

const event = (uid: string, count = 1): EventRow => ({
  uid,
  at: '2026-01-01T00:00:00Z',
  type: 'Normal',
  reason: 'Created',
  object: 'pod/a',
  message: '',
  count,
})
const state = (change: Partial<LiveState> = {}): LiveState => ({ ...emptyState('e'), ...change })

describe('deltas', () => {
  it('are none when nothing changed but the clock', () => {
    expect(liveDeltas(state(), state({ serverTime: 'later' }))).toEqual([])
  })

  it('name the rows that came, changed and went', () => {
    const deltas = liveDeltas(
      state({ events: [event('a'), event('b'), event('c')] }),
      state({ events: [event('b', 2), event('c'), event('d')] }),
    )
    expect(deltas).toEqual([{ kind: 'events', upsert: [event('b', 2), event('d')], remove: ['a'] }])
  })

  it('carry the newest point of a history and not the others', () => {
    const point = (at: string) => ({ at, ready: 1, publishedPerSecond: 1, deliveredPerSecond: 1 })
    const before = state()
    before.queue.history = [point('1'), point('2')]
    const after = state()
    after.queue.history = [point('2'), point('3')]
    expect(liveDeltas(before, after)).toEqual([
      { kind: 'queue', value: expect.not.objectContaining({ history: expect.anything() }), point: point('3') },
    ])
  })

  it('replace what has no identity', () => {
    const after = state({ steady: { steady: true, checks: [], baseline: null, baselineProblem: null } })
    expect(liveDeltas(state(), after)).toEqual([{ kind: 'set', key: 'steady', value: after.steady }])
  })
})

describe('the hub', () => {
  it('tells what happens at the same time together', async () => {
    const clock = new ManualClock()
    let profile: 'off' | 'light' = 'off'
    const hub = new LiveHub(epoch => ({ ...state({ epoch }), traffic: { ...state().traffic, profile } }), clock)
    const seen: LiveEvent[][] = []
    hub.subscribe(events => seen.push(events))
    profile = 'light'
    hub.touch()
    hub.touch()
    expect(seen).toEqual([])
    await clock.advance(200)
    expect(seen).toHaveLength(1)
    expect(seen[0]?.map(one => one.delta.kind)).toEqual(['set', 'set'])
    expect(hub.resume(seen[0]?.at(-1)?.id)).toEqual({ events: [] })
  })

  it('tells the time each five seconds, so that viewers know it lives', async () => {
    const clock = new ManualClock()
    const hub = new LiveHub(epoch => state({ epoch, serverTime: new Date(clock.now()).toISOString() }), clock)
    hub.start()
    const seen: LiveEvent[] = []
    hub.subscribe(events => seen.push(...events))
    await clock.advance(11_000)
    expect(seen.map(one => one.delta)).toHaveLength(3)
    hub.stop()
  })
})
