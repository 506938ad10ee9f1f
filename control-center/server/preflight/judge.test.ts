import { describe, expect, it } from 'vitest'
import { liveState, pod, run, scenario } from '../../app/features/live/testing.ts'
import { DatadogError } from '../../app/platform/datadog/problem.ts'
import { judgeHeartbeat, judgeLeftovers, judgeScenarios, judgeSteady, judgeTraffic } from './chaos.ts'
import { judgePods, judgeQueue } from './chat.ts'
import { judgeClock, judgeRights } from './cluster.ts'
import { judgeDashboard } from './dashboards.ts'
import { judgeMonitors, judgePermissions, judgeRum, judgeSlos, judgeTelemetry } from './datadog.ts'
import { judgeDisk, judgeLoad, judgeMemory } from './machine.ts'
import { judgeModel, judgeRoundTrip, type RoundTrip } from './round-trip.ts'

const now = Date.parse('2026-11-23T14:22:44.000Z')
const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()
const GIB = 1024 ** 3

describe('pods', () => {
  it('are fine when all are ready and none restarted lately', () => {
    const old = pod({ restarts: 3, lastExit: { reason: 'OOMKilled', exitCode: 137, finishedAt: ago(3_600) } })
    expect(judgePods([old], now)).toMatchObject({ state: 'ok', found: '1 of 1 ready, no restart in the last 10 min' })
  })
  it('deserve a look after a restart, fail when one is not ready or none is there', () => {
    const fresh = pod({ restarts: 1, lastExit: { reason: 'OOMKilled', exitCode: 137, finishedAt: ago(60) } })
    expect(judgePods([fresh], now)).toMatchObject({
      state: 'warn',
      found: expect.stringContaining('worker (OOMKilled)'),
    })
    expect(judgePods([pod({ readyContainers: 0, status: 'CrashLoopBackOff' })], now)).toMatchObject({
      state: 'fail',
      found: expect.stringContaining('worker-7b5d49-m4c2z (CrashLoopBackOff)'),
    })
    expect(judgePods([], now).state).toBe('fail')
  })
})

describe('the queue', () => {
  const state = (change: object, more = {}) => {
    const { queue, chat, traffic } = liveState()
    return { queue: { ...queue, ...change }, chat, traffic, ...more }
  }
  it('may hold what traffic has just sent, and nothing old', () => {
    expect(judgeQueue(state({ ready: 2 })).state).toBe('ok')
    expect(judgeQueue(state({ ready: 9 })).state).toBe('warn')
    expect(judgeQueue(state({}, { chat: { ...liveState().chat, oldestWaitingSeconds: 31 } })).state).toBe('fail')
  })
  it('has to be there and to be consumed', () => {
    expect(judgeQueue(state({ consumers: 0 }))).toMatchObject({ state: 'fail', todo: 'Look at deployment/worker' })
    expect(judgeQueue(state({ ready: null, problem: 'the connection is refused' })).found).toBe(
      'the connection is refused',
    )
  })
})

describe('a round trip', () => {
  const trip = (change: Partial<RoundTrip> = {}): RoundTrip => ({
    firstTokenMs: 400,
    endedMs: 1_400,
    characters: 120,
    end: 'done',
    detail: '',
    ...change,
  })
  it('is fine in time, slow for an audience, or too late', () => {
    expect(judgeRoundTrip(trip())).toMatchObject({
      state: 'ok',
      found: 'reply after 1.4 s, its first words after 0.4 s',
    })
    expect(judgeRoundTrip(trip({ endedMs: 7_000 })).state).toBe('warn')
    expect(judgeRoundTrip(trip({ endedMs: 16_000 })).state).toBe('fail')
  })
  it('says how a reply failed, and tells the model from the rest', () => {
    const failed = trip({ end: 'failed', detail: 'model_refused' })
    expect(judgeRoundTrip(failed)).toMatchObject({ state: 'fail', found: 'the reply failed: model_refused' })
    expect(judgeModel(failed, 'gpt')).toMatchObject({ state: 'fail', found: 'gpt: model_refused' })
    const none = trip({ end: 'status', detail: '504 no token came' })
    expect(judgeRoundTrip(none).state).toBe('fail')
    expect(judgeModel(none, 'gpt').state).toBe('warn')
    expect(judgeModel(trip({ characters: 0 }), 'gpt').state).toBe('fail')
  })
})

describe('chaos', () => {
  it('wants a reconciler that reported lately', () => {
    expect(judgeHeartbeat(ago(4), now).state).toBe('ok')
    expect(judgeHeartbeat(ago(40), now)).toMatchObject({ state: 'fail', found: 'it reported 40 s ago' })
    expect(judgeHeartbeat(null, now).state).toBe('fail')
  })
  it('wants nothing left over, of a run, on a workload or in Toxiproxy', () => {
    expect(judgeLeftovers([run({ state: 'healed', endedAt: ago(60) })], [], []).state).toBe('ok')
    const left = judgeLeftovers(
      [run()],
      [{ name: 'worker', annotations: { 'chaos.datadog-chatbot-demo/run': '{}' } }],
      [{ proxy: 'worker-postgres', name: 'run-1' }],
    )
    expect(left).toMatchObject({
      state: 'fail',
      found: 'Worker crash is active; worker is still changed by a run; toxic run-1 stands on worker-postgres',
    })
  })
  it('names scenarios that cannot start, and files that cannot be read', () => {
    expect(judgeScenarios([scenario()], []).found).toBe('1 of 1 can be started and taken back')
    expect(judgeScenarios([scenario({ blocked: 'The reconciler is away' })], [])).toMatchObject({
      state: 'fail',
      found: '0 of 1 can be started and taken back; not Worker crash: The reconciler is away',
    })
    expect(judgeScenarios([scenario(), scenario({ blocked: 'It needs a cgroup' })], []).state).toBe('warn')
    expect(judgeScenarios([scenario()], ['a.yaml:3: id']).state).toBe('fail')
  })
  it('wants traffic and a baseline before the show', () => {
    const { traffic, steady } = liveState()
    expect(judgeTraffic(traffic)).toMatchObject({ state: 'ok', found: 'light, 1 a second' })
    expect(judgeTraffic({ ...traffic, profile: 'off' }).state).toBe('warn')
    expect(judgeTraffic({ ...traffic, sentRatio: 0.5 }).found).toContain('only 50 %')
    expect(judgeTraffic({ ...traffic, profile: null, problem: 'refused' })).toMatchObject({
      state: 'fail',
      found: 'refused',
    })
    expect(judgeSteady(steady).state).toBe('ok')
    expect(judgeSteady({ ...steady, baseline: null, baselineProblem: '24 of 60 messages' }).found).toBe(
      '24 of 60 messages',
    )
  })
})

describe('the cluster', () => {
  it('names rights that are missing', () => {
    const right = { verb: 'patch', group: 'apps', resource: 'deployments', name: 'worker' }
    expect(judgeRights([right], []).state).toBe('ok')
    expect(judgeRights([right], [right])).toMatchObject({ state: 'fail', found: 'missing: patch deployments/worker' })
  })
  it('has to have our time', () => {
    expect(judgeClock(400).state).toBe('ok')
    expect(judgeClock(-3_200)).toMatchObject({ state: 'warn', found: 'the cluster is 3.2 s behind this machine' })
    expect(judgeClock(60_000).state).toBe('fail')
    expect(judgeClock(null).state).toBe('warn')
  })
})

describe('Datadog', () => {
  it('names the products that refuse', () => {
    const fineOne = { product: 'Metrics', problem: null }
    const refused = {
      product: 'RUM',
      problem: new DatadogError('forbidden', 'The application key lacks rum_apps_read', 403),
    }
    expect(judgePermissions([fineOne]).state).toBe('ok')
    expect(judgePermissions([fineOne, refused])).toMatchObject({
      state: 'fail',
      found: 'refused for RUM: The application key lacks rum_apps_read',
    })
    expect(judgePermissions([{ product: 'Logs', problem: new DatadogError('limited', 'used up', 429) }]).state).toBe(
      'warn',
    )
  })
  it('has to have received something lately', () => {
    expect(judgeTelemetry({ trace: now - 3_000 }, now).found).toBe('last trace 3 s ago')
    expect(judgeTelemetry({ trace: now - 300_000 }, now).state).toBe('warn')
    expect(judgeTelemetry({ trace: now, log: null }, now).found).toBe('no log in the last 15 min')
  })
  it('wants monitors that do not alert before the show', () => {
    expect(judgeMonitors([{ name: 'Waiting', overall_state: 'OK' }]).state).toBe('ok')
    expect(judgeMonitors([{ name: 'Waiting', overall_state: 'Alert' }])).toMatchObject({
      state: 'fail',
      found: '1 monitors, alerting: “Waiting”',
    })
    expect(judgeMonitors([{ name: 'Waiting', overall_state: 'Warn' }]).state).toBe('warn')
    expect(judgeMonitors([]).state).toBe('fail')
  })
  it('wants SLOs with a history and browsers that are seen', () => {
    expect(judgeSlos([{ name: 'Replies', sli: 99.5 }]).found).toContain('the lowest at 99.50 %')
    expect(judgeSlos([{ name: 'Replies', sli: null }]).state).toBe('warn')
    expect(judgeSlos([]).state).toBe('fail')
    const own = 'Chat demo (managed_by:datadog-chatbot-demo demo_key:chat installation:chat-demo)'
    const other = own.replace('installation:chat-demo', 'installation:chat-demo-ana')
    expect(judgeRum([own, other], 'chat-demo', true)).toMatchObject({
      state: 'ok',
      found: expect.stringMatching(/^“Chat demo”,/),
    })
    expect(judgeRum([own], 'chat-demo', false).state).toBe('warn')
    expect(judgeRum([other], 'chat-demo', false).state).toBe('fail')
  })
})

describe('a dashboard', () => {
  const board = {
    dashboard: 'model',
    title: '',
    description: null,
    path: null,
    span: '15m' as const,
    views: [],
    widgets: {},
  }
  it('that could not be read says why', () => {
    const problem = { kind: 'missing' as const, status: 404, detail: 'There is no dashboard model' }
    expect(judgeDashboard({ ...board, loaded: false, problem })).toMatchObject({ state: 'fail', found: problem.detail })
  })
})

describe('the machine', () => {
  it('needs room, memory and quiet', () => {
    expect([judgeDisk(10 * GIB), judgeDisk(GIB), judgeDisk(0.1 * GIB)].map(one => one.state)).toEqual([
      'ok',
      'warn',
      'fail',
    ])
    expect(
      [judgeMemory(4 * GIB, 8 * GIB), judgeMemory(0.7 * GIB, 8 * GIB), judgeMemory(0.1 * GIB, 8 * GIB)].map(
        one => one.state,
      ),
    ).toEqual(['ok', 'warn', 'fail'])
    expect([judgeLoad(1, 2), judgeLoad(4, 2), judgeLoad(9, 2)].map(one => one.state)).toEqual(['ok', 'warn', 'fail'])
  })
})
