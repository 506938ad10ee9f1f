import { AppsV1Api, CoreV1Api } from '@kubernetes/client-node'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { systemClock } from '../clock.ts'
import { Engine } from '../engine.ts'
import { ClusterError } from '../errors.ts'
import type { Sample } from '../observe/sample.ts'
import { Reconciler } from '../reconciler/reconciler.ts'
import { RUN_ANNOTATION } from '../run/annotation.ts'
import { Catalog } from '../scenario/catalog.ts'
import { realKubeconfig, startTestApiServer, type TestApiServer } from '../testing/api-server.ts'
import { workerCrash } from '../testing/fixtures.ts'
import { loadKubeConfig } from './kubeconfig.ts'
import { KubernetesCluster } from './kubernetes.ts'

const namespace = 'chat-demo'
const clock = systemClock
const patient = { timeout: 20_000, interval: 100 }
let api: TestApiServer
beforeAll(async () => {
  api = await startTestApiServer()
}, 60_000)
afterAll(() => api.close())

const as = async (account: string) => new KubernetesCluster({ config: await api.account(account), namespace, clock })

describe('the engine account', () => {
  let cluster: KubernetesCluster
  beforeEach(async () => {
    cluster = await as('control-center')
  })

  it('has the rights that it needs, and knows which it lacks', async () => {
    const right = (verb: string, group: string, resource: string, name?: string) => ({ verb, group, resource, name })
    const lacking = [
      right('patch', 'apps', 'deployments', 'frontend'),
      right('get', '', 'secrets', 'postgres-auth'),
      right('create', '', 'pods'),
      right('delete', '', 'pods'),
      right('patch', 'coordination.k8s.io', 'leases', 'chaos-reconciler'),
    ]
    const needed = [
      right('patch', 'apps', 'deployments', 'worker'),
      right('patch', '', 'configmaps', 'chaos-runs'),
      right('watch', '', 'pods'),
      right('get', '', 'pods/log'),
    ]
    expect(await cluster.missingRights([...needed.slice(0, 3), ...lacking])).toEqual(lacking)
    expect(await cluster.namespaceLabels()).toMatchObject({ 'app.kubernetes.io/part-of': 'datadog-chatbot-demo' })
    await expect(cluster.patchWorkload('frontend', [])).rejects.toMatchObject({ kind: 'forbidden' })
  })

  it('tells a moved object from a refused one', async () => {
    const { resourceVersion } = await cluster.readWorkload('worker')
    const scale = (version: string, replicas: unknown) =>
      cluster.patchWorkload('worker', [
        { op: 'test', path: '/metadata/resourceVersion', value: version },
        { op: 'replace', path: '/spec/replicas', value: replicas },
      ])
    await expect(scale('1', 1)).rejects.toMatchObject({ kind: 'conflict' })
    await expect(scale(resourceVersion, -1)).rejects.toMatchObject({ kind: 'invalid' })
    expect((await scale(resourceVersion, 1)).wanted).toBe(1)
    await expect(cluster.readWorkload('nothing')).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('writes records under optimistic concurrency', async () => {
    const first = await cluster.readRecords()
    const second = await cluster.writeRecords(first.resourceVersion, { a: '1' })
    await expect(cluster.writeRecords(first.resourceVersion, { b: '2' })).rejects.toMatchObject({ kind: 'conflict' })
    expect((await cluster.writeRecords(second.resourceVersion, { a: null })).value).toEqual(first.value)
  })
})

it('the reconciler renews its Lease, from within a pod', async () => {
  const config = loadKubeConfig(await api.mounted('chaos-reconciler'))
  const cluster = new KubernetesCluster({ config, namespace, clock })
  await cluster.writeHeartbeat('chaos-reconciler-0', '2026-01-01T00:00:00.123Z')
  expect(await (await as('control-center')).readHeartbeat()).toMatch(/^2026-01-01T00:00:00\.123/)
})

it('a cluster that is away is told in a few words', async () => {
  const config = await api.account('control-center')
  const current = config.getCurrentCluster()
  Object.assign(current ?? {}, { server: 'https://127.0.0.1:49' })
  const cluster = new KubernetesCluster({ config, namespace, clock })
  const failure = await cluster.listWorkloads().catch(error => error)
  expect(failure).toBeInstanceOf(ClusterError)
  expect(failure).toMatchObject({ kind: 'unreachable', message: 'connect ECONNREFUSED 127.0.0.1:49' })
})

describe('a run in a real API', () => {
  const ready = { queue: { ready: 0, unacked: 0, consumers: 1 }, traffic: 'off' as const }
  const chat = { accepted: 0, answered: 0, failed: 0, waiting: 0, timedOut: 0, oldestWaitingSeconds: null }
  const patch = (operations: object[]) =>
    api.admin.makeApiClient(AppsV1Api).patchNamespacedDeployment({ name: 'worker', namespace, body: operations })
  const replicas = async () =>
    (await api.admin.makeApiClient(AppsV1Api).readNamespacedDeployment({ name: 'worker', namespace })).spec?.replicas

  async function controlCenter() {
    const cluster = await as('control-center')
    const problems: (string | null)[] = []
    const workloads = cluster.watchWorkloads(problem => problems.push(problem))
    const sample = (): Sample => ({
      at: clock.now(),
      workloads: Object.fromEntries(
        (workloads.current() ?? []).map(({ name, wanted, ready: now, settled }) => [
          name,
          { wanted, ready: now, settled },
        ]),
      ),
      pods: null,
      chat,
      ...ready,
    })
    const replies = async () => ({ count: 0, failed: 0, p50Seconds: null, p95Seconds: null })
    const engine = new Engine({
      cluster,
      toxiproxy: null,
      workloads,
      catalog: Catalog.of([workerCrash], clock),
      signals: { sample, replies, datadog: null },
      clock,
      warn: () => undefined,
    })
    await vi.waitFor(() => expect(workloads.current()).toHaveLength(4), patient)
    engine.start()
    const stop = async () => {
      workloads.stop()
      await engine.stop()
    }
    stops.push(stop)
    return { engine, problems, stop }
  }

  async function reconciler() {
    const cluster = await as('chaos-reconciler')
    const workloads = cluster.watchWorkloads(() => undefined)
    const log = { info: () => undefined, warn: () => undefined }
    const made = new Reconciler({ cluster, toxiproxy: null, workloads, clock, holder: 'chaos-reconciler-0', log })
    made.start()
    stops.push(async () => {
      workloads.stop()
      await made.stop()
    })
    await vi.waitFor(async () => expect(await cluster.readHeartbeat()).not.toBeNull(), patient)
  }

  // Before the records are removed: who still runs would write them again.
  const stops: (() => void | Promise<void>)[] = []
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop()
    const core = api.admin.makeApiClient(CoreV1Api)
    const { data } = await core.readNamespacedConfigMap({ name: 'chaos-runs', namespace })
    const body = Object.keys(data ?? {}).length > 0 ? [{ op: 'remove', path: '/data' }] : []
    await core.patchNamespacedConfigMap({ name: 'chaos-runs', namespace, body })
    await patch([{ op: 'replace', path: '/spec/replicas', value: 1 }])
  })

  it('is healed on time with the control center gone, which then knows all about it', async () => {
    await reconciler()
    const first = await controlCenter()
    const { run } = await first.engine.begin({ scenario: 'worker-crash', who: 'presenter', durationSeconds: 10 })
    expect(await replicas()).toBe(0)
    await api.settle('worker')
    await vi.waitFor(() => expect(first.engine.run(run.id)?.evidence[0]?.seenAfterSeconds).not.toBeNull(), patient)
    const { evidence } = first.engine.run(run.id) ?? {}
    await first.stop()

    await vi.waitFor(async () => expect(await replicas()).toBe(1), patient)
    expect(Math.abs(Date.now() - Date.parse(run.until))).toBeLessThan(2_000)
    const second = await controlCenter()
    await vi.waitFor(
      () =>
        expect(second.engine.run(run.id)).toMatchObject({
          state: 'recovering',
          healedBy: 'chaos-reconciler-0 (time was up)',
        }),
      patient,
    )
    expect(second.engine.run(run.id)?.evidence[0]).toEqual(evidence?.[0])
  }, 60_000)

  it('is the same for two control centers, and healed once', async () => {
    await reconciler()
    const [one, two] = [await controlCenter(), await controlCenter()]
    const { run } = await one.engine.begin({ scenario: 'worker-crash', who: 'one' })
    await vi.waitFor(() => expect(two.engine.run(run.id)).toMatchObject({ state: 'active', until: run.until }), patient)
    await expect(two.engine.begin({ scenario: 'worker-crash', who: 'two' })).rejects.toMatchObject({ code: 'overlap' })
    const results = (await Promise.all([one.engine.healAll('one'), two.engine.healAll('two')])).flat()
    expect(new Set(results.map(result => result.by)).size).toBe(1)
    await vi.waitFor(() => expect(one.engine.run(run.id)?.healedBy).toBe(two.engine.run(run.id)?.healedBy), patient)
    expect(await replicas()).toBe(1)
  }, 60_000)

  it('is one run for a double click, with a key and without', async () => {
    await reconciler()
    const { engine } = await controlCenter()
    const press = (key?: string) => engine.begin({ scenario: 'worker-crash', who: 'one', ...(key ? { key } : {}) })
    const [first, second] = await Promise.all([press('click-1'), press('click-1')])
    expect(second.run.id).toBe(first.run.id)
    await expect(press()).rejects.toMatchObject({ code: 'overlap' })
    expect(engine.runs()).toHaveLength(1)
    await engine.healAll('one')
    await vi.waitFor(async () => expect(await replicas()).toBe(1), patient)
    const both = await Promise.allSettled([press('click-2'), press('click-3')])
    // The first one still proves its recovery: neither of two other presses may begin a second one.
    expect(both.map(result => result.status)).toEqual(['rejected', 'rejected'])
  }, 60_000)

  it('is scaled by somebody else again and again, and never fought over', async () => {
    await reconciler()
    const { engine } = await controlCenter()
    const { run } = await engine.begin({ scenario: 'worker-crash', who: 'one' })
    for (const wanted of [2, 0, 2, 0, 2]) await patch([{ op: 'replace', path: '/spec/replicas', value: wanted }])
    await vi.waitFor(() => expect(engine.run(run.id)?.state).toBe('active'), patient)
    expect(await replicas()).toBe(2)
    expect(await engine.healAll('one')).toMatchObject([{ result: 'changed_by_others' }])
    expect(await replicas()).toBe(2)
  }, 60_000)

  it('is left alone where somebody else has scaled', async () => {
    await reconciler()
    const { engine } = await controlCenter()
    const { run } = await engine.begin({ scenario: 'worker-crash', who: 'one' })
    await patch([{ op: 'replace', path: '/spec/replicas', value: 3 }])
    expect(await engine.healAll('one')).toMatchObject([{ result: 'changed_by_others' }])
    expect(await replicas()).toBe(3)
    expect(engine.run(run.id)?.outcome).toEqual({
      code: 'changed_by_others',
      detail: 'Left alone: worker replicas is 3; we wrote 0 and it was 1 before',
    })
  }, 60_000)

  it.skipIf(realKubeconfig)(
    'is begun wholly or not at all when the API server goes away in the middle',
    async () => {
      const { power } = api
      if (!power) throw new Error('needs an API server that can be stopped')
      await reconciler()
      const { engine } = await controlCenter()
      const begun = engine.begin({ scenario: 'worker-crash', who: 'one', durationSeconds: 20 }).then(
        ({ run }) => run.id,
        () => null,
      )
      await power.stop()
      const id = await begun
      await power.restart()
      const heal = () => engine.healAll('one')
      await vi.waitFor(async () => expect((await heal()).every(one => one.result !== 'failed')).toBe(true), patient)
      await vi.waitFor(async () => expect(await replicas()).toBe(1), patient)
      if (id !== null) await vi.waitFor(() => expect(engine.run(id)?.state).toBe('recovering'), patient)
      const { metadata } = await api.admin
        .makeApiClient(AppsV1Api)
        .readNamespacedDeployment({ name: 'worker', namespace })
      expect(metadata?.annotations ?? {}).not.toHaveProperty([RUN_ANNOTATION])
    },
    60_000,
  )

  it.skipIf(realKubeconfig)(
    'outlives the API server: a heal that failed is done when it is back',
    async () => {
      const { power } = api
      if (!power) throw new Error('needs an API server that can be stopped')
      await reconciler()
      const { engine, problems } = await controlCenter()
      const { run } = await engine.begin({ scenario: 'worker-crash', who: 'one' })
      await power.stop()
      expect(await engine.healAll('one')).toMatchObject([
        { result: 'failed', byHand: 'kubectl -n chat-demo scale deployment/worker --replicas=1' },
      ])
      expect(engine.run(run.id)?.outcome?.code).toBe('heal_failed')
      await vi.waitFor(() => expect(problems.at(-1)).not.toBeNull(), patient)
      await power.restart()
      await vi.waitFor(
        () => expect(engine.run(run.id)).toMatchObject({ state: 'recovering', healedBy: 'one', outcome: null }),
        patient,
      )
      expect(await replicas()).toBe(1)
      await vi.waitFor(() => expect(problems.at(-1)).toBeNull(), patient)
      const { metadata } = await api.admin
        .makeApiClient(AppsV1Api)
        .readNamespacedDeployment({ name: 'worker', namespace })
      expect(metadata?.annotations).not.toHaveProperty([RUN_ANNOTATION])
    },
    60_000,
  )
})
