import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Cluster } from './cluster/cluster.ts'
import { Engine } from './engine.ts'
import { ClusterError, EngineError } from './errors.ts'
import { RUN_ANNOTATION } from './run/annotation.ts'
import { healAll } from './run/heal.ts'
import { reconcile } from './run/reconcile.ts'
import { parseRecords } from './run/record.ts'
import { Catalog } from './scenario/catalog.ts'
import {
  backendSpec,
  badImage,
  networkLatency,
  TestSignals,
  toxiproxySpec,
  workerCrash,
  workerSpec,
} from './testing/fixtures.ts'
import { ManualClock, settle } from './testing/manual-clock.ts'
import { MemoryCluster } from './testing/memory-cluster.ts'
import { MemoryToxiproxy } from './testing/memory-toxiproxy.ts'
import { sweepToxics } from './toxic/sweep.ts'
import { runOfToxic, type ToxicControl, ToxicError } from './toxic/toxic.ts'

type Break = 'no' | 'before-patch' | 'after-patch' | 'after-record' | 'before-toxic' | 'after-toxic'

type Step =
  | { do: 'inject'; scenario: string; seconds: number; breaks: Break }
  | { do: 'heal' }
  | { do: 'kill' }
  | { do: 'reconciler' }
  | { do: 'wait'; seconds: number }
  | { do: 'scale'; name: string; replicas: number }
  | { do: 'image'; image: string }
  | { do: 'annotation'; name: string; how: 'remove' | 'garble' }
  | { do: 'outage'; calls: number }
  | { do: 'toxiproxy-restart' }
  | { do: 'toxiproxy-outage'; calls: number }

const name = fc.constantFrom('worker', 'backend', 'toxiproxy')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('inject' as const),
      scenario: fc.constantFrom('worker-crash', 'bad-image', 'network-latency'),
      seconds: fc.integer({ min: 10, max: 120 }),
      breaks: fc.constantFrom<Break>(
        'no',
        'no',
        'before-patch',
        'after-patch',
        'after-record',
        'before-toxic',
        'after-toxic',
      ),
    }),
  },
  { weight: 2, arbitrary: fc.constantFrom<Step>({ do: 'heal' }, { do: 'kill' }, { do: 'reconciler' }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 45 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('scale' as const),
      name: fc.constantFrom('worker', 'backend'),
      replicas: fc.integer({ min: 0, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('image' as const),
      image: fc.constantFrom('backend:dev', 'backend:next', 'backend:other'),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('annotation' as const),
      name,
      how: fc.constantFrom('remove' as const, 'garble' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constantFrom('outage' as const, 'toxiproxy-outage' as const),
      calls: fc.integer({ min: 1, max: 6 }),
    }),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ do: 'toxiproxy-restart' }) },
)

const theirs = {
  proxy: 'worker-postgres',
  name: 'theirs',
  type: 'latency',
  stream: 'upstream' as const,
  toxicity: 1,
  attributes: { latency: 7 },
}

interface Backend {
  replicas: number
  template: { spec: { containers: { name: string; image: string }[] } }
}

/** A cluster, a control center that may be killed, a reconciler, and people with kubectl. */
class World {
  readonly clock = new ManualClock()
  readonly cluster = new MemoryCluster()
  readonly toxiproxy = new MemoryToxiproxy()
  engine: Engine
  kill: () => void = () => undefined

  constructor() {
    this.cluster.apply('worker', workerSpec, { 'deployment.kubernetes.io/revision': '1' })
    this.cluster.apply('backend', backendSpec)
    this.cluster.apply('toxiproxy', toxiproxySpec)
    this.toxiproxy.toxics.push(theirs)
    this.cluster.heartbeat = new Date(this.clock.now()).toISOString()
    this.engine = this.boot()
  }

  /** A control center of its own; once killed it makes no more calls, whatever it was about to do. */
  boot(): Engine {
    const { cluster, toxiproxy, clock } = this
    let dead = false
    this.kill = () => {
      dead = true
      void engine.stop()
    }
    const mortal = <T extends object>(part: T): T =>
      new Proxy(part, {
        get: (target, key) => {
          const member: unknown = Reflect.get(target, key)
          if (typeof member !== 'function') return member
          if (dead) return () => Promise.reject(new Error('killed'))
          return member.bind(target)
        },
      })
    const engine = new Engine({
      cluster: mortal<Cluster>(cluster),
      toxiproxy: mortal<ToxicControl>(toxiproxy),
      workloads: cluster,
      catalog: Catalog.of([workerCrash, badImage, networkLatency], clock),
      signals: new TestSignals(cluster, () => clock.now()),
      clock,
      warn: () => undefined,
    })
    engine.start()
    return engine
  }

  async run(one: Step): Promise<void> {
    const { cluster, clock } = this
    cluster.heartbeat = new Date(clock.now()).toISOString()
    if (one.do === 'inject') await this.inject(one)
    else if (one.do === 'heal') await Promise.race([this.engine.healAll('tester'), clock.advance(60_000)])
    else if (one.do === 'kill') {
      this.kill()
      this.engine = this.boot()
    } else if (one.do === 'reconciler') await this.reconciler()
    else if (one.do === 'wait') await clock.advance(one.seconds * 1000)
    else if (one.do === 'outage') this.outage(one.calls)
    else if (one.do === 'toxiproxy-outage') this.toxiproxyOutage(one.calls)
    else if (one.do === 'toxiproxy-restart') {
      this.toxiproxy.restart()
      this.toxiproxy.toxics.push(theirs)
    } else this.outsideEdit(one)
    await settle()
  }

  outage(calls: number): void {
    let left = calls
    this.cluster.onCall = () => {
      if (left-- > 0) throw new ClusterError('unreachable', 'connect ECONNREFUSED')
    }
  }

  toxiproxyOutage(calls: number): void {
    let left = calls
    this.toxiproxy.onCall = () => {
      if (left-- > 0) throw new ToxicError('unreachable', 'connect ECONNREFUSED')
    }
  }

  async inject({ scenario, seconds, breaks }: Extract<Step, { do: 'inject' }>): Promise<void> {
    const crash = () => {
      this.kill()
      throw new Error('killed')
    }
    if (breaks !== 'no') {
      this.cluster.onCall = ({ method, done }) => {
        if (breaks === 'after-record' && method === 'writeRecords' && done) crash()
        const patch = breaks === 'after-patch' ? done : breaks === 'before-patch' && !done
        if (method === 'patchWorkload' && patch) crash()
      }
      this.toxiproxy.onCall = ({ method, done }) => {
        const toxic = breaks === 'after-toxic' ? done : breaks === 'before-toxic' && !done
        if (method === 'add' && toxic) crash()
      }
    }
    try {
      await this.engine.begin({ scenario, durationSeconds: seconds, who: 'tester' })
    } catch (error) {
      const expected =
        error instanceof EngineError || error instanceof ClusterError || (error as Error).message === 'killed'
      if (!expected) throw error
    }
    if (breaks !== 'no') {
      this.cluster.onCall = () => undefined
      this.toxiproxy.onCall = () => undefined
      this.kill()
      this.engine = this.boot()
    }
  }

  async reconciler(): Promise<void> {
    const data = await this.quietly(() => this.cluster.readRecords())
    const { records } = parseRecords(data?.value ?? {})
    const reach = { cluster: this.cluster, toxiproxy: this.toxiproxy }
    const toxics = await this.quietly(() => this.toxiproxy.list())
    const seen = toxics && { at: this.clock.now(), toxics }
    const due = reconcile(this.cluster.current(), records, this.clock.now(), seen).heal
    if (data) await this.quietly(() => sweepToxics(this.cluster, this.toxiproxy, records))
    if (due.length > 0) {
      await Promise.race([
        healAll(reach, records, 'reconciler', this.clock, due[0]?.runId),
        this.clock.advance(60_000),
      ]).catch(() => undefined)
    }
  }

  async quietly<T>(action: () => Promise<T>): Promise<T | null> {
    try {
      return await action()
    } catch {
      return null // an outage that the sequence asked for
    }
  }

  outsideEdit(one: Extract<Step, { do: 'scale' | 'image' | 'annotation' }>): void {
    const target = one.do === 'image' ? 'backend' : one.name
    this.cluster.edit(target, object => {
      if (one.do === 'scale') object.spec.replicas = one.replicas
      else if (one.do === 'image') {
        const container = (object.spec as unknown as Backend).template.spec.containers[0]
        if (container) container.image = one.image
      } else if (object.metadata.annotations && RUN_ANNOTATION in object.metadata.annotations) {
        if (one.how === 'remove') delete object.metadata.annotations[RUN_ANNOTATION]
        else object.metadata.annotations[RUN_ANNOTATION] = '{oops'
      }
    })
  }
}

/** Every place that the scenarios change. */
const places = (cluster: MemoryCluster) => {
  const backend = cluster.spec('backend') as Backend & { minReadySeconds?: number }
  return {
    'worker replicas': (cluster.spec('worker') as { replicas: number }).replicas,
    'backend image': backend.template.spec.containers[0]?.image,
    'backend minReadySeconds': backend.minReadySeconds,
  }
}

const wroteByHand = (steps: Step[]) => ({
  'worker replicas': steps.flatMap(one => (one.do === 'scale' && one.name === 'worker' ? [one.replicas] : [])),
  'backend image': steps.flatMap(one => (one.do === 'image' ? [one.image] : [])),
  'backend minReadySeconds': [] as unknown[],
})

const manifests = { 'worker replicas': 1, 'backend image': 'backend:dev', 'backend minReadySeconds': undefined }

it('leaves nothing of ours behind, whatever happened before heal all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 14 }), async steps => {
      const world = new World()
      for (const one of steps) await world.run(one)
      world.cluster.onCall = () => undefined
      world.toxiproxy.onCall = () => undefined
      // Long enough for a failed heal to be tried again, short of nothing: heal all ends what is left.
      await world.clock.advance(5_000)
      const results = await world.engine.healAll('tester')
      await world.clock.advance(5_000)

      expect(results.filter(result => result.result === 'failed' && result.runId !== null)).toEqual([])
      expect(world.toxiproxy.toxics).toEqual([theirs])
      for (const run of world.engine.runs()) expect(['injecting', 'active']).not.toContain(run.state)
      const byHand = wroteByHand(steps)
      for (const [place, live] of Object.entries(places(world.cluster))) {
        const key = place as keyof typeof manifests
        const ours = isDeepStrictEqual(live, manifests[key])
        // What differs from the manifests was written by somebody else, never left by us.
        if (!ours) expect(byHand[key]).toContainEqual(live)
      }
      const again = await world.engine.healAll('tester')
      expect(again.filter(result => result.runId !== null)).toEqual([])
      world.kill()
    }),
    { numRuns: 1_000, seed: 20_260_101 },
  )
}, 300_000)

it('restores the manifests exactly when nobody else changed anything', async () => {
  const undisturbed = step.filter(one => !['scale', 'image', 'annotation'].includes(one.do))
  await fc.assert(
    fc.asyncProperty(fc.array(undisturbed, { minLength: 2, maxLength: 14 }), async steps => {
      const world = new World()
      for (const one of steps) await world.run(one)
      world.cluster.onCall = () => undefined
      world.toxiproxy.onCall = () => undefined
      await world.clock.advance(5_000)
      await world.engine.healAll('tester')
      expect(world.cluster.spec('toxiproxy')).toEqual(toxiproxySpec)
      expect(world.toxiproxy.toxics).toEqual([theirs])
      expect(world.cluster.spec('worker')).toEqual(workerSpec)
      expect(world.cluster.spec('backend')).toEqual(backendSpec)
      for (const workload of world.cluster.current()) expect(workload.annotations).not.toHaveProperty([RUN_ANNOTATION])
      world.kill()
    }),
    { numRuns: 300, seed: 20_260_102 },
  )
}, 300_000)

it('reports both values of what somebody else changed', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 2, max: 9 }), async replicas => {
      const world = new World()
      const { run } = await world.engine.begin({ scenario: 'worker-crash', who: 'tester' })
      world.cluster.edit('worker', object => {
        object.spec.replicas = replicas
      })
      await world.engine.healAll('tester')
      expect(world.cluster.spec('worker')).toEqual({ replicas })
      const { outcome } = world.engine.run(run.id) ?? {}
      expect(outcome?.code).toBe('changed_by_others')
      expect(outcome?.detail).toContain(`worker replicas is ${replicas}; we wrote 0 and it was 1 before`)
      world.kill()
    }),
    { numRuns: 20, seed: 1 },
  )
})

it('says that a restart of Toxiproxy ended the effect early, and whether a killed injection left anything', async () => {
  const world = new World()
  const { run } = await world.engine.begin({ scenario: 'network-latency', who: 'tester' })
  expect(world.toxiproxy.toxics.map(({ proxy, name }) => `${proxy} ${name}`)).toEqual([
    'worker-postgres theirs',
    `worker-postgres run-${run.id}`,
    `worker-postgres run-${run.id}-2`,
    `backend-postgres run-${run.id}-3`,
  ])
  expect(run.change).toBe(
    'worker-postgres latency 200 downstream; worker-postgres latency 50 upstream; backend-postgres latency 200 downstream',
  )
  expect(world.toxiproxy.toxics.map(({ name }) => runOfToxic(name))).toEqual([null, run.id, run.id, run.id])
  await world.clock.advance(20_000)
  expect(world.engine.run(run.id)?.state).toBe('active')
  world.toxiproxy.restart()
  await world.clock.advance(5_000)
  const after = world.engine.run(run.id)
  expect(after?.state).toBe('recovering')
  expect(after?.healedBy).toBe('a restart of Toxiproxy')
  expect(after?.outcome?.code).toBe('ended_early')
  world.kill()
})

it('begins nothing when Toxiproxy does not take it', async () => {
  const world = new World()
  world.toxiproxy.proxies.splice(0)
  await expect(world.engine.begin({ scenario: 'network-latency', who: 'tester' })).rejects.toMatchObject({
    code: 'precondition',
    message: 'Toxiproxy did not take the change: Toxiproxy has no proxy worker-postgres',
  })
  expect(world.engine.runs()).toEqual([])
  expect(world.toxiproxy.toxics).toEqual([theirs])
  world.toxiproxyOutage(1)
  await expect(world.engine.begin({ scenario: 'network-latency', who: 'tester' })).rejects.toMatchObject({
    code: 'precondition',
    message: 'Toxiproxy does not answer (connect ECONNREFUSED): look at deployment/toxiproxy',
  })
  world.kill()
})

it('heals at once a run that breaks what is not its target', async () => {
  const world = new World()
  const { run } = await world.engine.begin({ scenario: 'worker-crash', who: 'tester' })
  await world.clock.advance(5_000)
  world.cluster.setReady('backend', 0)
  await world.clock.advance(14_000)
  expect(world.engine.run(run.id)?.state).toBe('active')
  await world.clock.advance(5_000)
  expect(world.engine.run(run.id)).toMatchObject({
    state: 'recovering',
    healedBy: 'the engine: backend broke, which the scenario must not touch',
  })
  expect(world.cluster.spec('worker')).toEqual(workerSpec)
  world.kill()
})
