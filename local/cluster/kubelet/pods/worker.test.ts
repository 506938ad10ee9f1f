import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Cluster } from '../../client/cluster.ts'
import { EventRecorder } from '../../client/event-recorder.ts'
import { FakeApi } from '../../client/fake-api.ts'
import { ManualClock, settle } from '../../client/manual-clock.ts'
import type { ContainerStatus, Pod } from '../../client/types.ts'
import { CrashBackoff } from '../containers/crash-backoff.ts'
import type { ContainerExit } from '../containers/view.ts'
import { ImagePuller } from '../images/puller.ts'
import type { ContainerRuntime, RunningContainer, StartRequest } from '../processes/runtime.ts'
import { LoopbackAddresses } from './addresses.ts'
import { PodDirectories } from './directories.ts'
import { PodWorker } from './worker.ts'

/** Containers that end when the test says so. */
class FakeRuntime implements ContainerRuntime {
  readonly lives: (StartRequest & {
    signals: string[]
    end: (exitCode: number, reason?: ContainerExit['reason']) => void
  })[] = []
  /** What a container does on SIGTERM. */
  obedient = true
  readonly #clock: ManualClock

  constructor(clock: ManualClock) {
    this.#clock = clock
  }

  async start(request: StartRequest): Promise<RunningContainer> {
    const startedAt = this.#clock.now()
    const containerId = `process://${this.lives.length}`
    const signals: string[] = []
    let end: (exitCode: number, reason?: ContainerExit['reason']) => void = () => undefined
    const ended = new Promise<ContainerExit>(resolve => {
      end = (exitCode, reason = exitCode === 0 ? 'Completed' : 'Error') =>
        resolve({ containerId, exitCode, reason, startedAt, finishedAt: this.#clock.now() })
    })
    this.lives.push({ ...request, signals, end })
    const terminate = () => {
      signals.push('SIGTERM')
      if (this.obedient) end(0)
    }
    const kill = () => {
      signals.push('SIGKILL')
      end(137)
    }
    return { containerId, startedAt, ended, terminate, kill }
  }
}

let clock: ManualClock
let api: FakeApi
let cluster: Cluster
let runtime: FakeRuntime
let directory: string
let worker: PodWorker
const log = pino({ level: 'silent' })

beforeEach(async () => {
  clock = new ManualClock()
  api = new FakeApi(clock)
  cluster = new Cluster({ client: api, clock })
  runtime = new FakeRuntime(clock)
  directory = mkdtempSync(join(tmpdir(), 'kubelet-'))
  for (const kind of ['Pod', 'ConfigMap', 'Secret', 'PersistentVolumeClaim', 'Service'] as const) cluster.informer(kind)
  await cluster.start()
})
afterEach(async () => {
  await cluster.stop()
  rmSync(directory, { recursive: true })
})

async function run(spec: Partial<Pod['spec']> = {}, status?: Pod['status']): Promise<void> {
  const pod = await api.create('Pod', {
    metadata: { name: 'web', namespace: 'shop' },
    spec: {
      nodeName: 'local',
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      containers: [{ name: 'web', image: 'web:1' }],
      ...spec,
    },
  })
  if (status) await api.updateStatus('Pod', { ...pod, status })
  await settle()
  const events = new EventRecorder({
    cluster,
    component: 'kubelet',
    // Events are lost while the API server is away; everything else here must reach it.
    onError: error => expect(String(error)).toContain('connection refused'),
  })
  const image = { command: ['node'], env: {} }
  const node = {
    cluster,
    events,
    log,
    runtime,
    network: new LoopbackAddresses('127.64.0.0/16', () => new Set()),
    images: new ImagePuller(reference => (reference === 'web:1' || reference === 'web:2' ? image : undefined)),
    crashes: new CrashBackoff(),
    directories: new PodDirectories(directory),
    check: async () => ({ success: true, message: '' }),
    hostIP: '127.0.0.1',
    allocatable: { cpu: 2, memory: 2 ** 30 },
    serviceVariables: () => ({}),
  }
  worker = new PodWorker(node, cluster.informer('Pod').get('shop/web') as Pod)
  cluster.informer('Pod').onChange((current, previous) => {
    if (!current && previous) worker.remove()
    else if (current) worker.update(current)
  })
  for (const kind of ['ConfigMap', 'Secret'] as const) cluster.informer(kind).onChange(() => worker.sourcesChanged())
  worker.wake()
  await settle(10)
}

const live = () => api.get('Pod', { namespace: 'shop', name: 'web' })
const container = async (): Promise<ContainerStatus | undefined> => (await live()).status?.containerStatuses?.[0]
const reasons = () =>
  api.all('Event').map(event => `${event.reason}${(event.count ?? 1) > 1 ? ` x${event.count}` : ''}`)
const life = (index: number) => {
  const found = runtime.lives[index]
  if (!found) throw new Error(`there were only ${runtime.lives.length} lives`)
  return found
}

describe('a pod that runs', () => {
  it('has an address before its container starts, and is ready', async () => {
    await run({
      containers: [
        {
          name: 'web',
          image: 'web:1',
          env: [{ name: 'HOST', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
        },
      ],
    })
    expect(life(0).environment.HOST).toBe('127.64.0.1')
    const { status } = await live()
    expect(status).toMatchObject({ phase: 'Running', podIP: '127.64.0.1', hostIP: '127.0.0.1' })
    expect(status?.conditions?.map(({ type, status }) => `${type} ${status}`)).toEqual([
      'PodReadyToStartContainers True',
      'Initialized True',
      'Ready True',
      'ContainersReady True',
      'PodScheduled True',
    ])
    expect(reasons()).toEqual(['Pulled', 'Created', 'Started'])
  })

  it('starts again at once after its first crash, then waits', async () => {
    await run()
    life(0).end(3)
    await settle(10)
    expect(runtime.lives).toHaveLength(2)
    expect(await container()).toMatchObject({
      restartCount: 1,
      state: { running: {} },
      lastState: { terminated: { exitCode: 3, reason: 'Error' } },
    })
    life(1).end(137, 'OOMKilled')
    await settle(10)
    expect(await container()).toMatchObject({
      restartCount: 1,
      ready: false,
      state: { waiting: { reason: 'CrashLoopBackOff' } },
      lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
    })
    await clock.advance(9_000)
    expect(runtime.lives).toHaveLength(2)
    await clock.advance(1_000)
    await settle(10)
    expect(runtime.lives).toHaveLength(3)
    expect((await container())?.restartCount).toBe(2)
  })

  it('takes another image into its next life', async () => {
    await run()
    const pod = await live()
    await api.update('Pod', { ...pod, spec: { ...pod.spec, containers: [{ name: 'web', image: 'web:2' }] } })
    await settle(10)
    expect(life(0).signals).toEqual(['SIGTERM'])
    expect(await container()).toMatchObject({ image: 'web:2', restartCount: 1, state: { running: {} } })
  })
})

describe('a pod that ends', () => {
  it('has succeeded when its container has and must not run again', async () => {
    await run({ restartPolicy: 'OnFailure' })
    life(0).end(0)
    await settle(10)
    expect((await live()).status?.phase).toBe('Succeeded')
    expect(await container()).toMatchObject({ state: { terminated: { exitCode: 0, reason: 'Completed' } } })
  })

  it('gets SIGTERM when it is deleted, and is gone from the API when it has ended', async () => {
    await run()
    await cluster.delete('Pod', { namespace: 'shop', name: 'web' })
    await worker.done
    expect(life(0).signals).toEqual(['SIGTERM'])
    expect(api.all('Pod')).toEqual([])
    expect(reasons()).toContain('Killing')
  })

  it('gets SIGKILL when its grace period is over', async () => {
    await run()
    runtime.obedient = false
    await cluster.delete('Pod', { namespace: 'shop', name: 'web' }, { gracePeriodSeconds: 5 })
    await settle(10)
    await clock.advance(4_000)
    expect(life(0).signals).toEqual(['SIGTERM'])
    await clock.advance(1_000)
    await settle(10)
    expect(life(0).signals).toEqual(['SIGTERM', 'SIGKILL'])
    expect(api.all('Pod')).toEqual([])
  })

  it('runs its preStop hook within the grace period', async () => {
    await run({ containers: [{ name: 'web', image: 'web:1', lifecycle: { preStop: { sleep: { seconds: 10 } } } }] })
    await cluster.delete('Pod', { namespace: 'shop', name: 'web' })
    await settle(10)
    await clock.advance(9_000)
    expect(life(0).signals).toEqual([])
    await clock.advance(1_000)
    expect(life(0).signals).toEqual(['SIGTERM'])
  })

  it('ends when it is removed by force', async () => {
    await run()
    runtime.obedient = false
    await api.delete('Pod', { namespace: 'shop', name: 'web' }, { gracePeriodSeconds: 0 })
    await settle(10)
    await clock.advance(2_000)
    await worker.done
    expect(life(0).signals).toEqual(['SIGTERM', 'SIGKILL'])
  })

  it('stays in the API when only the node stops', async () => {
    await run()
    await worker.stop(1_000)
    expect((await live()).status?.phase).toBe('Running')
    expect(await container()).toMatchObject({ ready: false, state: { terminated: { exitCode: 0 } } })
  })
})

describe('a pod that cannot start', () => {
  it('waits for its image and says so', async () => {
    await run({ containers: [{ name: 'web', image: 'web:9' }] })
    expect((await container())?.state?.waiting?.reason).toBe('ErrImagePull')
    await clock.advance(3_000)
    await settle(10)
    expect((await container())?.state?.waiting?.reason).toBe('ImagePullBackOff')
    expect((await live()).status?.phase).toBe('Pending')
  })

  it('waits for a Secret, and starts as soon as that is there', async () => {
    const env = [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'key', key: 'token' } } }]
    await run({ containers: [{ name: 'web', image: 'web:1', env }] })
    expect((await container())?.state?.waiting).toEqual({
      reason: 'CreateContainerConfigError',
      message: 'secret "key" not found',
    })
    await api.create('Secret', { metadata: { name: 'key', namespace: 'shop' }, data: { token: 'eA==' } })
    await settle(10)
    expect(life(0).environment.KEY).toBe('x')
  })

  it('waits for its volumes', async () => {
    await run({
      containers: [
        {
          name: 'web',
          image: 'web:1',
          volumeMounts: [{ name: 'conf', mountPath: '/etc/conf' }],
          env: [{ name: 'CONF', value: '/etc/conf/a' }],
        },
      ],
      volumes: [{ name: 'conf', configMap: { name: 'conf' } }],
    })
    expect((await container())?.state?.waiting?.reason).toBe('ContainerCreating')
    expect(api.all('Event')[0]).toMatchObject({
      reason: 'FailedMount',
      message: 'MountVolume.SetUp failed for volume "conf" : configmap "conf" not found',
    })
    await api.create('ConfigMap', { metadata: { name: 'conf', namespace: 'shop' }, data: { a: '1' } })
    await settle(10)
    expect(life(0).environment.CONF).toMatch(new RegExp(`^${directory}/pods/shop_web_.*/volumes/conf/a$`))
  })

  it('says which probe cannot be done here', async () => {
    await run({ containers: [{ name: 'web', image: 'web:1', livenessProbe: { exec: { command: ['true'] } } }] })
    expect((await container())?.state?.waiting?.message).toMatch(
      /^livenessProbe with exec is not supported by this node/,
    )
  })
})

it('starts under the next restart count after the node was away', async () => {
  await run(
    {},
    {
      phase: 'Running',
      startTime: '2025-12-31T23:00:00Z',
      containerStatuses: [
        {
          name: 'web',
          image: 'web:1',
          imageID: '',
          ready: true,
          restartCount: 4,
          state: { running: { startedAt: '2025-12-31T23:00:00Z' } },
        },
      ],
    },
  )
  expect(await container()).toMatchObject({
    restartCount: 5,
    state: { running: {} },
    lastState: { terminated: { exitCode: 137, reason: 'ContainerStatusUnknown' } },
  })
  life(0).end(1)
  await settle(10)
  expect((await container())?.restartCount).toBe(6)
})

it('goes on while the API server is away, and tells afterwards', async () => {
  await run()
  const patch = api.patch.bind(api)
  api.patch = async () => {
    throw new Error('connection refused')
  }
  life(0).end(1)
  await clock.advance(1_000)
  await settle(10)
  expect(runtime.lives).toHaveLength(2)
  api.patch = patch
  await clock.advance(5_000)
  await settle(10)
  expect((await container())?.restartCount).toBe(1)
})
