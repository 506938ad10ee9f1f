import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { Engine } from '../engine.ts'
import { ClusterError } from '../errors.ts'
import { findCluster, healCommand } from '../heal-command.ts'
import { CHAOS_OFF } from '../preconditions.ts'
import { RUN_ANNOTATION, readEnding } from '../run/annotation.ts'
import { Catalog } from '../scenario/catalog.ts'
import { networkLatency, TestSignals, toxiproxySpec, workerCrash, workerSpec } from '../testing/fixtures.ts'
import { ManualClock } from '../testing/manual-clock.ts'
import { MemoryCluster } from '../testing/memory-cluster.ts'
import { MemoryToxiproxy } from '../testing/memory-toxiproxy.ts'
import { readReconcilerEnvironment } from './environment.ts'
import { acceptsHost, probeServer } from './http.ts'
import { Reconciler } from './reconciler.ts'

async function crashed(scenario = workerCrash) {
  const clock = new ManualClock()
  const cluster = new MemoryCluster()
  const toxiproxy = new MemoryToxiproxy()
  cluster.apply('worker', workerSpec)
  cluster.apply('toxiproxy', toxiproxySpec)
  cluster.heartbeat = new Date(clock.now()).toISOString()
  const engine = new Engine({
    cluster,
    toxiproxy,
    workloads: cluster,
    catalog: Catalog.of([scenario], clock),
    signals: new TestSignals(cluster, () => clock.now()),
    clock,
    warn: message => expect.fail(message),
  })
  engine.start()
  const { run } = await engine.begin({ scenario: scenario.id, who: 'presenter', durationSeconds: 60 })
  // kill -9: nobody looks any more.
  void engine.stop()
  const reconciler = new Reconciler({
    cluster,
    toxiproxy,
    workloads: cluster,
    clock,
    holder: 'chaos-reconciler-0',
    log: { info: () => undefined, warn: () => undefined },
  })
  return { clock, cluster, toxiproxy, engine, run, reconciler }
}

describe('the reconciler', () => {
  it('heals at the time of the run, with no control center', async () => {
    const { clock, cluster, engine, run, reconciler } = await crashed()
    reconciler.start()
    await clock.advance(59_999)
    expect(cluster.spec('worker')).toEqual({ replicas: 0 })
    await clock.advance(1)
    expect(cluster.spec('worker')).toEqual({ replicas: 1 })
    await reconciler.stop()
    // The control center comes back and finds out who healed, and when.
    engine.start()
    await clock.advance(2_000)
    expect(engine.run(run.id)).toMatchObject({
      state: 'recovering',
      healedBy: 'chaos-reconciler-0 (time was up)',
      healRequestedAt: run.until,
    })
    await engine.stop()
  })

  it('tries again when the cluster was away at that time', async () => {
    const { clock, cluster, reconciler } = await crashed()
    reconciler.start()
    await clock.advance(50_000)
    cluster.onCall = () => {
      throw new ClusterError('unreachable', 'connect ECONNREFUSED')
    }
    await clock.advance(20_000)
    expect(reconciler.problems.get('heartbeat')).toBe('connect ECONNREFUSED')
    cluster.onCall = () => undefined
    await clock.advance(5_000)
    expect(cluster.spec('worker')).toEqual({ replicas: 1 })
    expect(reconciler.problems.size).toBe(0)
    await reconciler.stop()
  })

  it('removes toxics at the time of the run, with no control center', async () => {
    const { clock, cluster, toxiproxy, run, reconciler } = await crashed(networkLatency)
    reconciler.start()
    await clock.advance(59_000)
    expect(toxiproxy.toxics).toHaveLength(3)
    await clock.advance(1_000)
    expect(toxiproxy.toxics).toEqual([])
    const [, workload] = cluster.current()
    expect(readEnding(workload?.annotations ?? {})).toMatchObject({ id: run.id, result: 'restored' })
    await reconciler.stop()
  })

  it('ends everything when chaos is switched off on the namespace', async () => {
    const { clock, cluster, reconciler } = await crashed()
    reconciler.start()
    await clock.advance(10_000)
    cluster.labels[CHAOS_OFF] = 'true'
    await clock.advance(6_000)
    expect(cluster.spec('worker')).toEqual({ replicas: 1 })
    await reconciler.stop()
  })

  it('removes toxics whose run nobody knows', async () => {
    const { clock, toxiproxy, reconciler } = await crashed()
    const orphan = { proxy: 'worker-postgres', name: 'run-0123456789', type: 'latency', stream: 'upstream' as const }
    await toxiproxy.add({ ...orphan, toxicity: 1, attributes: {} })
    await toxiproxy.add({ ...orphan, name: 'theirs', toxicity: 1, attributes: {} })
    reconciler.start()
    await clock.advance(1_000)
    expect(toxiproxy.toxics.map(({ name }) => name)).toEqual(['theirs'])
    await reconciler.stop()
  })

  it('says each five seconds that it is alive', async () => {
    const { clock, cluster, reconciler } = await crashed()
    reconciler.start()
    await clock.advance(17_000)
    expect(clock.now() - Date.parse(cluster.heartbeat ?? '')).toBeLessThanOrEqual(5_000)
    await reconciler.stop()
  })
})

describe('npm run heal', () => {
  const run = async (cluster: MemoryCluster, clock: ManualClock) => {
    const lines: string[] = []
    const code = await healCommand({ cluster, toxiproxy: null }, 'me', clock, line => lines.push(line))
    return { code, text: lines.join('\n') }
  }

  it('says what it did, and does nothing twice', async () => {
    const { clock, cluster, run: begun } = await crashed()
    expect(await run(cluster, clock)).toEqual({
      code: 0,
      text: `healed   deployment/worker (run ${begun.id}): Everything that we changed is back`,
    })
    expect(await run(cluster, clock)).toEqual({
      code: 0,
      text: 'Nothing to heal: no change of ours stands in chat-demo.',
    })
  })

  it('leaves toxics to the reconciler where Toxiproxy cannot be reached from', async () => {
    const { clock, cluster, toxiproxy, run: begun, reconciler } = await crashed(networkLatency)
    reconciler.start()
    const [result] = await Promise.all([run(cluster, clock), clock.advance(5_000)])
    expect(result).toEqual({
      code: 0,
      text: `healed   deployment/toxiproxy (run ${begun.id}): Everything that we changed is back`,
    })
    expect(toxiproxy.toxics).toEqual([])
    await reconciler.stop()
  })

  it('says so when the reconciler does not do it either', async () => {
    const { clock, cluster } = await crashed(networkLatency)
    const [{ code, text }] = await Promise.all([run(cluster, clock), clock.advance(30_000)])
    expect(code).toBe(1)
    expect(text).toMatch(/by hand: kubectl -n chat-demo rollout restart deployment\/toxiproxy/)
  })

  it('says how to do by hand what it could not', async () => {
    const { clock, cluster } = await crashed()
    cluster.onCall = ({ method }) => {
      if (method === 'patchWorkload') throw new ClusterError('forbidden', 'deployments.apps "worker" is forbidden')
    }
    const { code, text } = await run(cluster, clock)
    expect(code).toBe(1)
    expect(text).toMatch(
      /FAILED .* is forbidden\n\s+by hand: kubectl -n chat-demo scale deployment\/worker --replicas=1/,
    )
  })

  it('names an annotation that nobody can read', async () => {
    const clock = new ManualClock()
    const cluster = new MemoryCluster()
    cluster.apply('worker', workerSpec, { [RUN_ANNOTATION]: '{oops' })
    const { code, text } = await run(cluster, clock)
    expect(code).toBe(1)
    expect(text).toMatch(`kubectl -n chat-demo annotate deployment/worker ${RUN_ANNOTATION}-`)
  })

  it('refuses a namespace that is not the product’s', async () => {
    const { clock, cluster } = await crashed()
    cluster.labels = {}
    expect(await run(cluster, clock)).toMatchObject({ code: 1, text: expect.stringMatching(/^Refused/) })
    expect(cluster.spec('worker')).toEqual({ replicas: 0 })
  })

  it('needs to know which cluster, and never guesses', () => {
    expect(() => findCluster({}, '/nowhere/run.json')).toThrow('there is no /nowhere/run.json')
    expect(findCluster({ KUBECONFIG: '/k' }, '/nowhere')).toEqual({
      access: { kubeconfig: '/k', context: undefined },
      namespace: 'chat-demo',
      toxiproxyUrl: null,
      from: 'KUBECONFIG',
    })
  })
})

describe('its environment', () => {
  it('takes the mounted account, or a kubeconfig', () => {
    const pod = {
      KUBE_NAMESPACE: 'chat-demo',
      SERVICE_ACCOUNT_DIR: '/sa',
      KUBERNETES_SERVICE_HOST: '10.0.0.1',
      KUBERNETES_SERVICE_PORT: '443',
      HOLDER: 'pod-1',
    }
    expect(readReconcilerEnvironment(pod)).toMatchObject({
      holder: 'pod-1',
      port: 8070,
      access: { serviceAccountDir: '/sa', host: '10.0.0.1', port: '443' },
    })
    expect(readReconcilerEnvironment({ KUBE_NAMESPACE: 'chat-demo', KUBECONFIG: '/k' }).access).toEqual({
      kubeconfig: '/k',
      context: undefined,
    })
  })

  it('says what it wants instead', () => {
    expect(() => readReconcilerEnvironment({ KUBE_NAMESPACE: 'chat-demo' })).toThrow(
      /SERVICE_ACCOUNT_DIR is not set: wants the mounted ServiceAccount/,
    )
    expect(() => readReconcilerEnvironment({ KUBECONFIG: '/k' })).toThrow('KUBE_NAMESPACE is not set')
  })
})

describe('its probes', () => {
  it('answer, and refuse names that are not ours', async () => {
    let ready = false
    const server = probeServer({
      logger: pino({ level: 'silent' }),
      allowedHosts: null,
      ready: () => ready,
      problems: () => ({ heartbeat: 'away' }),
    })
    expect((await server.inject('/readyz')).statusCode).toBe(503)
    ready = true
    const readyz = await server.inject('/readyz')
    expect([readyz.statusCode, readyz.json()]).toEqual([200, { status: 'ready', problems: { heartbeat: 'away' } }])
    expect((await server.inject({ url: '/other', headers: { host: 'evil.example' } })).statusCode).toBe(421)
    expect((await server.inject({ url: '/healthz', headers: { host: 'evil.example' } })).statusCode).toBe(200)
    await server.close()
  })

  it.each<[string | undefined, string[] | null, boolean]>([
    ['127.64.0.9:8070', null, true],
    ['[::1]:8070', null, true],
    ['localhost:8070', null, true],
    ['evil.example', null, false],
    [undefined, null, false],
    ['chaos:8070', ['chaos:8070'], true],
    ['127.0.0.1:8070', ['chaos'], false],
  ])('%s with %j: %s', (host, allowed, accepted) => {
    expect(acceptsHost(host, allowed)).toBe(accepted)
  })
})
