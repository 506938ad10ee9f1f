import { describe, expect, it } from 'vitest'
import { workloadFrom } from '../cluster/workload.ts'
import { workerCrash } from '../testing/fixtures.ts'
import { LAST_RUN_ANNOTATION, RUN_ANNOTATION } from './annotation.ts'
import { newRecord } from './new-run.ts'
import { reconcile } from './reconcile.ts'

const T0 = Date.parse('2026-01-01T00:00:00Z')
const annotation = (more: object = {}) =>
  JSON.stringify({
    id: 'r1',
    scenario: 'worker-crash',
    title: 'Worker crash',
    who: 'me',
    startedAt: '2026-01-01T00:00:00Z',
    until: '2026-01-01T00:03:00Z',
    inverse: [{ path: '/spec/replicas', original: 1, written: 0 }],
    guards: [],
    ...more,
  })
const worker = (replicas: number, annotations: Record<string, string> = {}) =>
  workloadFrom({ metadata: { name: 'worker', resourceVersion: '7', annotations }, spec: { replicas } })

const sample = { at: T0, workloads: null, pods: null, queue: null, chat: null, traffic: null }
function record(state: 'injecting' | 'active' = 'active') {
  const fresh = newRecord({
    id: 'r1',
    scenario: workerCrash,
    who: 'me',
    now: T0,
    seconds: 180,
    sample,
    baseline: null,
    request: null,
  })
  return { ...fresh, inverse: [{ path: '/spec/replicas', original: 1, written: 0 }], run: { ...fresh.run, state } }
}

describe('reconcile', () => {
  it('waits until the time is up, then heals', () => {
    const crashed = [worker(0, { [RUN_ANNOTATION]: annotation() })]
    expect(reconcile(crashed, [], T0 + 179_999, null)).toEqual({ heal: [], wakeAt: T0 + 180_000, unreadable: [] })
    expect(reconcile(crashed, [], T0 + 180_000, null).heal).toMatchObject([
      { runId: 'r1', workload: 'worker', reason: 'expired', from: 'annotation' },
    ])
  })

  it('ends what somebody put back by hand', () => {
    const back = [worker(1, { [RUN_ANNOTATION]: annotation() })]
    expect(reconcile(back, [], T0 + 1_000, null).heal).toMatchObject([{ reason: 'reverted' }])
  })

  it('leaves alone what somebody changed to something else, until its time', () => {
    const scaled = [worker(3, { [RUN_ANNOTATION]: annotation() })]
    expect(reconcile(scaled, [], T0 + 1_000, null).heal).toEqual([])
    expect(reconcile(scaled, [], T0 + 180_000, null).heal).toHaveLength(1)
  })

  it('goes by the record when the annotation was taken away', () => {
    expect(reconcile([worker(0)], [record()], T0 + 180_000, null).heal).toMatchObject([{ from: 'record' }])
    expect(reconcile([worker(0)], [record('injecting')], T0 + 1_000, null)).toMatchObject({
      heal: [],
      wakeAt: T0 + 180_000,
    })
  })

  it('does not heal twice', () => {
    const ending = JSON.stringify({ id: 'r1', by: 'you', at: '2026-01-01T00:01:00Z', result: 'restored', detail: '' })
    expect(reconcile([worker(0, { [LAST_RUN_ANNOTATION]: ending })], [record()], T0 + 999_000, null).heal).toEqual([])
  })

  it('ends a run whose toxics a restart took away, not one whose toxics are on their way', () => {
    const toxic = {
      proxy: 'p',
      name: 'run-r1',
      type: 'latency',
      stream: 'downstream',
      toxicity: 1,
      attributes: { latency: 1 },
    }
    const run = annotation({ inverse: [], toxics: [toxic] })
    const toxiproxy = [
      workloadFrom({ metadata: { name: 'toxiproxy', annotations: { [RUN_ANNOTATION]: run } }, spec: {} }),
    ]
    const look = (seconds: number, toxics: { proxy: string; name: string }[]) =>
      reconcile(toxiproxy, [], T0 + 60_000, { at: T0 + seconds * 1000, toxics }).heal
    expect(look(60, [])).toMatchObject([{ reason: 'ended-early' }])
    expect(look(9, [])).toEqual([])
    expect(look(60, [{ proxy: 'p', name: 'run-r1' }])).toEqual([])
    expect(look(60, [{ proxy: 'p', name: 'somebody-elses' }])).toHaveLength(1)
    expect(reconcile(toxiproxy, [], T0 + 60_000, null).heal).toEqual([])
  })

  it.each(['not JSON', '{}', annotation({ until: 'soon' })])('names an annotation that nobody can read: %s', text => {
    const decision = reconcile([worker(0, { [RUN_ANNOTATION]: text })], [], T0 + 999_000, null)
    expect(decision.heal).toEqual([])
    expect(decision.unreadable).toMatchObject([{ workload: 'worker' }])
    expect(reconcile([worker(0, { [RUN_ANNOTATION]: text })], [record()], T0 + 999_000, null).heal).toMatchObject([
      { from: 'record' },
    ])
  })
})
