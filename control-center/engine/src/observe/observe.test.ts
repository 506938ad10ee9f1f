import { describe, expect, it } from 'vitest'
import { isDatadogPromise, type podStates, promiseSchema, type SignalPromise } from '../scenario/promises.ts'
import { workerCrash } from '../testing/fixtures.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { baselineOf, baselineSince } from './baseline.ts'
import { p95Limit, requestsSince, steadyConditions } from './conditions.ts'
import { DatadogProbe } from './datadog-probe.ts'
import { fillStart, observe, pending } from './evidence.ts'
import { advance, checks, emptyHold, holds } from './hold.ts'
import { type Finding, lookAtPods } from './pods.ts'
import type { PodSample, Sample } from './sample.ts'

const T0 = Date.parse('2026-01-01T00:00:00Z')
const chat = { accepted: 100, answered: 100, failed: 0, waiting: 0, timedOut: 0, oldestWaitingSeconds: null }
const sample = (seconds: number, more: Partial<Sample> = {}): Sample => ({
  at: T0 + seconds * 1000,
  workloads: { worker: { wanted: 1, ready: 1, settled: true } },
  pods: [],
  queue: { ready: 2, unacked: 0, consumers: 1 },
  chat,
  traffic: 'light',
  ...more,
})
const start = fillStart({ chat: null, queueReady: null }, sample(0))
const promise = (index: number): SignalPromise => {
  const found = workerCrash.promises[index]
  if (!found) throw new Error('no such promise')
  return found
}
const datadog = () => ({ seen: null, found: 'not asked' })
const look = (index: number, at: Sample, previousAt: number | null = at.at - 1000) =>
  observe(pending(promise(index)), promise(index), { injectedAt: T0, start, sample: at, previousAt, datadog })

describe('evidence', () => {
  it('is seen after so many seconds', () => {
    expect(look(1, sample(4, { queue: { ready: 4, unacked: 0, consumers: 0 } }))).toMatchObject({
      seenAfterSeconds: null,
      why: 'not yet: 4 messages ready, 2 at the injection',
    })
    expect(look(1, sample(6.4, { queue: { ready: 5, unacked: 0, consumers: 0 } }))).toMatchObject({
      seenAfterSeconds: 6.4,
      why: '5 messages ready, 2 at the injection',
    })
    expect(look(0, sample(1, { workloads: { worker: { wanted: 0, ready: 0, settled: true } } })).seenAfterSeconds).toBe(
      1,
    )
    expect(look(2, sample(16, { chat: { ...chat, timedOut: 1 } })).seenAfterSeconds).toBe(16)
  })

  it('stays seen', () => {
    const seen = look(0, sample(1, { workloads: {} }))
    expect(observe(seen, promise(0), { injectedAt: T0, start, sample: sample(2), previousAt: null, datadog })).toBe(
      seen,
    )
  })

  it('says who does not answer, and that traffic is off', () => {
    expect(look(1, sample(4, { queue: null })).why).toBe('RabbitMQ does not answer')
    expect(look(2, sample(4, { chat: null })).why).toBe('the chat does not answer')
    expect(look(0, sample(4, { workloads: null })).why).toBe('the cluster does not answer')
    expect(look(2, sample(4, { traffic: 'off' })).why).toMatch(/traffic is off$/)
  })

  it('says that it may have been there before it was looked for', () => {
    const seen = look(2, sample(90, { chat: { ...chat, timedOut: 7 } }), null)
    expect(seen).toMatchObject({
      seenAfterSeconds: 90,
      why: '7 more answered 504 since the injection; already so when watching began again',
    })
  })
})

describe('evidence of pods', () => {
  const pod = (more: Partial<PodSample> = {}): PodSample => ({
    name: 'backend-1',
    workload: 'backend',
    version: 'dev',
    status: 'Running',
    ready: true,
    restarts: 0,
    lastEnd: null,
    ...more,
  })
  const killed = { reason: 'OOMKilled', exitCode: 137, at: T0 + 5_000 }
  const at = (state: (typeof podStates)[number], ...pods: PodSample[]) =>
    lookAtPods({ deployment: 'backend', state }, pods, T0, T0 + 60_000).seen

  it.each<[(typeof podStates)[number], PodSample, PodSample]>([
    ['oom-killed', pod({ restarts: 1, lastEnd: killed }), pod({ lastEnd: { ...killed, at: T0 - 60_000 } })],
    ['restarted', pod({ restarts: 1, lastEnd: { ...killed, reason: 'Error' } }), pod()],
    ['crash-loop', pod({ status: 'CrashLoopBackOff', ready: false }), pod({ status: 'Error' })],
    ['image-error', pod({ status: 'ImagePullBackOff' }), pod()],
    ['not-ready', pod({ ready: false }), pod({ status: 'ContainerCreating', ready: false })],
    ['ready', pod(), pod({ restarts: 1, lastEnd: killed })],
  ])('%s', (state, seen, unseen) => {
    expect(at(state, unseen, { ...seen, workload: 'worker' })).toBe(false)
    expect(at(state, seen)).toBe(true)
    expect(at(state, unseen)).toBe(false)
  })

  it('second-version counts versions that serve', () => {
    const next = pod({ name: 'backend-2', version: 'dev-next' })
    expect(at('second-version', pod(), next)).toBe(true)
    expect(at('second-version', pod(), { ...next, ready: false })).toBe(false)
  })

  it('what has to stay is not looked at too early', () => {
    const stays = { deployment: 'backend', state: 'ready' as const, afterSeconds: 30 }
    expect(lookAtPods(stays, [pod()], T0, T0 + 29_000).seen).toBe(false)
    expect(lookAtPods(stays, [pod()], T0, T0 + 30_000)).toEqual({ seen: true, found: 'backend-1 Running' })
  })
})

it('asks Datadog through the engine’s interface, and shows what it said', async () => {
  const clock = new ManualClock(T0)
  const monitor = promiseSchema.parse({
    signal: 'alert',
    title: 'Alert',
    withinSeconds: 90,
    monitor: { key: 'waiting-messages' },
  })
  if (!isDatadogPromise(monitor)) throw new Error('not a promise from Datadog')
  let asked = 0
  let answer: () => Promise<Finding> = async () => ({ seen: false, found: 'OK' })
  const probe = new DatadogProbe(
    {
      look: () => {
        asked++
        return answer()
      },
      reported: async () => true,
    },
    clock,
  )
  const seen = () => probe.look('r1', monitor, { quietFrom: T0 - 60_000, injectedAt: T0 })
  expect(seen()).toEqual({ seen: null, found: 'Datadog is being asked' })
  await clock.advance(3_000)
  expect([seen(), asked]).toEqual([{ seen: false, found: 'OK' }, 1])
  answer = async () => Promise.reject(new Error('Forbidden'))
  await clock.advance(1_000)
  seen()
  await clock.advance(1)
  expect([seen(), asked]).toEqual([{ seen: null, found: 'Datadog: Forbidden' }, 2])
  expect(new DatadogProbe(null, clock).look('r1', monitor, { quietFrom: T0, injectedAt: T0 }).seen).toBeNull()
})

const replies = { count: 60, failed: 0, p50Seconds: 0.8, p95Seconds: 1.2 }
const baseline = { p95Seconds: 1, queueMax: 2, messages: 80, since: '2026-01-01T00:00:00Z' }
const conditions = (more: Partial<Parameters<typeof steadyConditions>[0]> = {}) =>
  steadyConditions({ sample: sample(60), previous: sample(59), standing: [], baseline, replies, heal: null, ...more })
const off = (more: Partial<Parameters<typeof steadyConditions>[0]>) =>
  conditions(more)
    .filter(one => !one.ok)
    .map(one => `${one.id}: ${one.now}`)

describe('steady', () => {
  it('allows half as much again, and always half a second', () => {
    expect(p95Limit(baseline)).toBe(1.5)
    expect(p95Limit({ ...baseline, p95Seconds: 4 })).toBe(6)
  })

  it('is all of its conditions', () => {
    expect(off({})).toEqual([])
    expect(off({ standing: ['worker replicas 1 → 0'] })).toEqual(['cause: worker replicas 1 → 0'])
    expect(
      off({
        sample: sample(60, {
          workloads: {
            worker: { wanted: 1, ready: 0, settled: true },
            backend: { wanted: 1, ready: 1, settled: false },
          },
        }),
      }),
    ).toEqual(['pods: 1 of 2, waiting for worker, backend'])
    expect(off({ sample: sample(60, { queue: { ready: 3, unacked: 0, consumers: 1 } }) })).toEqual(['queue: 3 waiting'])
    expect(off({ sample: sample(60, { chat: { ...chat, failed: 2 } }) })).toEqual(['failures: 2 more failed'])
    expect(off({ replies: { ...replies, p95Seconds: 1.51 } })).toEqual(['latency: 1.51 s'])
    expect(
      off({ sample: sample(60, { queue: null, chat: null, workloads: null }) }).map(one => one.split(':')[0]),
    ).toEqual(['pods', 'queue', 'failures', 'latency'])
  })

  it('does not compare reply times without a baseline, and wants an empty queue then', () => {
    expect(off({ baseline: null, replies: null })).toEqual(['queue: 2 waiting'])
  })

  it('without a reply is proven only when nobody asks', () => {
    const none = { ...replies, count: 0, p50Seconds: null, p95Seconds: null }
    expect(off({ replies: none })).toEqual(['latency: no reply'])
    expect(off({ replies: none, sample: sample(60, { traffic: 'off' }) })).toEqual([])
  })

  it('wants every question from before the heal answered, and none lost', () => {
    const heal = { at: T0 + 50_000, start: chat, everyQuestionAnswered: true }
    expect(
      off({
        heal,
        sample: sample(60, { chat: { ...chat, accepted: 103, answered: 102, waiting: 1, oldestWaitingSeconds: 5 } }),
      }),
    ).toEqual([])
    expect(
      off({
        heal,
        sample: sample(60, { chat: { ...chat, accepted: 103, answered: 102, waiting: 1, oldestWaitingSeconds: 30 } }),
      }),
    ).toEqual(['answered: 1 waiting, oldest 30 s, 0 lost'])
    expect(off({ heal, sample: sample(60, { chat: { ...chat, accepted: 103, answered: 102 } }) })).toEqual([
      'answered: none waiting from before, 1 lost',
    ])
  })
})

describe('holding', () => {
  const ok = { id: 'a', title: 'A', ok: true, now: '', wanted: '' }

  it('counts seconds in a row and begins anew after a failure', () => {
    let hold = emptyHold
    for (let second = 0; second <= 29; second++) hold = advance(hold, [ok], T0 + second * 1000)
    expect(holds(checks(hold, [ok], T0 + 29_000))).toBe(false)
    hold = advance(hold, [ok], T0 + 30_000)
    expect(holds(checks(hold, [ok], T0 + 30_000))).toBe(true)
    hold = advance(hold, [{ ...ok, ok: false }], T0 + 31_000)
    hold = advance(hold, [ok], T0 + 32_000)
    expect(checks(hold, [ok], T0 + 33_000)[0]?.heldSeconds).toBe(1)
  })

  it('knows nothing of a time when nobody looked', () => {
    const hold = advance(advance(emptyHold, [ok], T0), [ok], T0 + 40_000)
    expect(checks(hold, [ok], T0 + 40_000)[0]?.heldSeconds).toBe(0)
  })
})

describe('the baseline', () => {
  const looks = Array.from({ length: 20 }, (_, index) =>
    sample(index, { queue: { ready: index % 4, unacked: 0, consumers: 1 } }),
  )

  it('is the last five minutes, never into a run', () => {
    expect(baselineSince(T0, null)).toBe(T0 - 300_000)
    expect(baselineSince(T0, T0 - 60_000)).toBe(T0 - 60_000)
  })

  it('needs sixty messages and some looks at the queue', () => {
    expect(baselineOf(T0, { ...replies, count: 24 }, looks)).toEqual({ problem: '24 of 60 messages' })
    expect(baselineOf(T0, null, looks)).toEqual({ problem: 'the chat does not answer' })
    expect(baselineOf(T0 + 15_000, replies, looks)).toEqual({ problem: '5 of 10 looks at the queue' })
    expect(baselineOf(T0, replies, looks)).toMatchObject({ baseline: { p95Seconds: 1.2, queueMax: 3, messages: 60 } })
  })
})

it('counts requests since the injection', () => {
  const now = sample(60, {
    chat: { accepted: 150, answered: 120, failed: 5, waiting: 23, timedOut: 9, oldestWaitingSeconds: 40 },
  })
  expect(requestsSince(chat, now)).toEqual({ accepted: 50, answered: 20, failed: 5, timedOut: 9, waiting: 23, lost: 2 })
  // What waited before the run is none of its doing.
  expect(requestsSince({ ...chat, answered: 97, waiting: 3 }, now)).toMatchObject({
    answered: 23,
    waiting: 20,
    lost: 2,
  })
})
