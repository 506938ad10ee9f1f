import { describe, expect, it } from 'vitest'
import type { MonitorRow } from '../../platform/widgets/model.ts'
import { liveState, pod, run } from '../live/testing.ts'
import { type TourGate, tourSchema } from './definition.ts'
import { type GateEvidence, gateViews, isAhead } from './gates.ts'

const now = Date.parse('2026-11-23T14:22:44.000Z')

function view(gate: TourGate, change: Partial<GateEvidence> = {}) {
  const evidence: GateEvidence = {
    state: liveState(),
    progress: { startedAt: '2026-11-23T14:20:00.000Z', message: null },
    now,
    trafficSince: null,
    newestPoint: () => undefined,
    ...change,
  }
  const [first] = gateViews({ ...step, gate: [gate] }, evidence)
  if (!first) throw new Error('one gate has one view')
  return { ...first, detail: first.detail.replaceAll('\u00a0', ' ') }
}

const step = tourSchema.parse({
  id: 't',
  title: 'T',
  summary: 's',
  acts: [{ title: 'a', steps: [{ id: 'x', title: 'x', seconds: 1, say: 'x' }] }],
}).acts[0]?.steps[0] ?? { id: 'x', title: 'x', seconds: 1, say: 'x', points: [], gate: [] }

const monitor = (change: Partial<MonitorRow>): MonitorRow => ({
  id: '1',
  name: 'More than 15 messages wait',
  state: 'Alert',
  since: '2026-11-23T14:22:30.000Z',
  type: 'query alert',
  query: '',
  message: '',
  tags: [],
  priority: null,
  groups: [],
  ...change,
})
const withMonitors = (rows: MonitorRow[], runs = [run()]) => ({
  state: liveState({ runs, monitors: { rows, problem: null, asked: true, everySeconds: 10 } }),
})

describe('gates', () => {
  it('wants every pod ready, and at least one', () => {
    expect(view({ pods: 'ready' })).toMatchObject({ green: false, detail: '0 of 0 ready' })
    const pods = [pod(), pod({ uid: '2', readyContainers: 0 })]
    expect(view({ pods: 'ready' }, { state: liveState({ pods }) })).toMatchObject({
      green: false,
      detail: '1 of 2 ready',
    })
    expect(view({ pods: 'ready' }, { state: liveState({ pods: [pod()] }) }).green).toBe(true)
  })

  it('wants traffic of this level for a while', () => {
    const gate: TourGate = { traffic: 'light', forSeconds: 10 }
    expect(view(gate, { trafficSince: now - 4_000 })).toMatchObject({ green: false, detail: 'for 4 s of 10 s' })
    expect(view(gate, { trafficSince: now - 60_000 })).toMatchObject({ green: true, detail: 'for 10 s of 10 s' })
    expect(view({ ...gate, traffic: 'medium' }, { trafficSince: now - 60_000 }).green).toBe(false)
  })

  it('says that there is no baseline yet, and how far it is', () => {
    expect(view({ baseline: true }).green).toBe(true)
    const steady = { steady: null, checks: [], baseline: null, baselineProblem: '24 of 60 messages' }
    expect(view({ baseline: true }, { state: liveState({ steady }) })).toMatchObject({
      green: false,
      detail: 'no baseline yet: 24 of 60 messages',
    })
  })

  it('follows the newest run since the tour began, whoever started it', () => {
    const gate: TourGate = { run: 'worker-crash', state: 'active' }
    expect(view(gate).green).toBe(false)
    expect(view(gate, { state: liveState({ runs: [run()] }) })).toMatchObject({
      green: true,
      detail: 'worker replicas 1 → 0',
    })
    const before = { state: liveState({ runs: [run({ startedAt: '2026-11-23T14:10:00.000Z' })] }) }
    expect(view(gate, before)).toMatchObject({ green: false, detail: 'not started yet' })
  })

  it('is green with the proof, not with the heal', () => {
    const gate: TourGate = { run: 'worker-crash', state: 'healed' }
    const recovering = run({ state: 'recovering', healRequestedAt: '2026-11-23T14:22:20.000Z' })
    expect(view(gate, { state: liveState({ runs: [recovering] }) }).green).toBe(false)
    const healed = { ...recovering, state: 'healed' as const, recoverySeconds: 38.2 }
    expect(view(gate, { state: liveState({ runs: [healed] }) })).toMatchObject({
      green: true,
      detail: '38 s to recover, 0 lost',
    })
  })

  it('shows a promise with its end until it is seen', () => {
    const gate: TourGate = { evidence: 'worker-crash', signal: 'queue-rising' }
    expect(view(gate, { state: liveState({ runs: [run()] }) })).toEqual({
      title: 'Queue depth rising',
      detail: 'promised within 20 s',
      green: false,
      promisedBy: '2026-11-23T14:22:10.000Z',
    })
    const seen = run({ evidence: run().evidence.map(one => ({ ...one, seenAfterSeconds: 14 })) })
    expect(view(gate, { state: liveState({ runs: [seen] }) })).toMatchObject({
      green: true,
      detail: 'seen after 14 s, promised within 20 s',
      promisedBy: null,
    })
  })

  it('takes an alert only as evidence of what was injected before it', () => {
    const gate: TourGate = { monitor: 'More than 15 messages wait', is: 'Alert' }
    expect(view(gate, withMonitors([monitor({})]))).toMatchObject({
      green: true,
      detail: 'Alert 40 s after the injection',
    })
    expect(view(gate, withMonitors([monitor({ since: '2026-11-23T14:00:00.000Z' })])).green).toBe(false)
    expect(view(gate, withMonitors([monitor({})], [])).green).toBe(false)
    expect(view(gate, withMonitors([monitor({ state: 'OK' })]))).toMatchObject({ green: false, detail: 'now OK' })
    expect(view(gate, withMonitors([]))).toMatchObject({ green: false, detail: 'there is no such monitor' })
  })

  it('wants no monitor to alert', () => {
    expect(view({ monitors: 'OK' }).detail).toBe('Datadog is not asked yet')
    expect(view({ monitors: 'OK' }, withMonitors([monitor({})])).detail).toBe('More than 15 messages wait')
    expect(view({ monitors: 'OK' }, withMonitors([monitor({ state: 'OK' })])).green).toBe(true)
  })

  it('waits for the reply to the message that the tour sent', () => {
    const sentAt = '2026-11-23T14:22:40.000Z'
    const sent = {
      conversationId: 'c',
      traceId: 'a',
      problem: null,
      content: 'x',
      sentAt,
      state: 'accepted' as const,
      endedAt: null,
    }
    const of = (message: typeof sent | null | { state: 'answered'; endedAt: string }) =>
      view(
        { message: 'answered' },
        { progress: { startedAt: '2026-11-23T14:20:00.000Z', message: message && { ...sent, ...message } } },
      )
    expect(of(null).detail).toBe('not sent yet')
    expect(of(sent)).toMatchObject({ green: false, detail: '4 s so far' })
    expect(of({ state: 'answered', endedAt: '2026-11-23T14:22:42.000Z' })).toMatchObject({
      green: true,
      detail: 'after 2 s',
    })
  })

  it('wants data that is fresh', () => {
    const gate: TourGate = { widget: 'model/Model calls' }
    expect(view(gate)).toMatchObject({ title: 'Data in Model calls', green: false, detail: 'Datadog is asked' })
    expect(view(gate, { newestPoint: () => null }).detail).toBe('no point yet')
    expect(view(gate, { newestPoint: () => '2026-11-23T14:22:30.000Z' })).toMatchObject({ green: true })
    expect(view(gate, { newestPoint: () => '2026-11-23T14:02:30.000Z' }).green).toBe(false)
  })

  it('turns a step green before it is reached only by what belongs to this tour', () => {
    const of = (gate: TourGate[]) => isAhead({ ...step, gate })
    expect(of([{ evidence: 'a', signal: 'b' }])).toBe(true)
    expect(of([{ pods: 'ready' }])).toBe(false)
    expect(of([{ evidence: 'a', signal: 'b' }, { steady: true }])).toBe(false)
    expect(of([])).toBe(false)
  })
})
