import type { V1ContainerStatus, V1Pod } from '@kubernetes/client-node'
import { describe, expect, it } from 'vitest'
import { podRow, workloadOfPod } from './pod-rows.ts'
import { backOffSeconds, goSeconds, podStatus } from './pod-status.ts'
import { quantity } from './quantity.ts'

const NOW = Date.parse('2026-01-01T00:01:00Z')
const container = (state: V1ContainerStatus['state'], more: Partial<V1ContainerStatus> = {}): V1ContainerStatus => ({
  name: 'backend',
  image: 'backend:dev',
  imageID: '',
  ready: false,
  restartCount: 0,
  state,
  ...more,
})
const running = container({ running: { startedAt: new Date(NOW) } }, { ready: true })
const oom = { exitCode: 137, reason: 'OOMKilled', finishedAt: '2026-01-01T00:00:50Z' as unknown as Date }

function pod(containerStatuses: V1ContainerStatus[], more: Partial<V1Pod> = {}, phase = 'Running'): V1Pod {
  return {
    metadata: { name: 'backend-7c9d5b-x2k8q', uid: 'u1', creationTimestamp: new Date('2026-01-01T00:00:00Z') },
    spec: { containers: [{ name: 'backend', resources: { limits: { memory: '96Mi' } } }] },
    status: { phase, containerStatuses },
    ...more,
  }
}

describe('the status column', () => {
  const crash = container(
    { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 20s restarting failed container=backend pod=x' } },
    { lastState: { terminated: oom }, restartCount: 2 },
  )
  const terminated = (more: object) => container({ terminated: { exitCode: 1, ...more } })
  it.each<[string, V1Pod]>([
    ['Running', pod([running])],
    ['Pending', pod([], {}, 'Pending')],
    ['ContainerCreating', pod([container({ waiting: { reason: 'ContainerCreating' } })], {}, 'Pending')],
    ['ErrImagePull', pod([container({ waiting: { reason: 'ErrImagePull' } })], {}, 'Pending')],
    ['CrashLoopBackOff', pod([crash])],
    ['OOMKilled', pod([terminated({ exitCode: 137, reason: 'OOMKilled' })])],
    ['Error', pod([terminated({ reason: 'Error' })])],
    ['ExitCode:3', pod([terminated({ exitCode: 3 })])],
    ['Signal:9', pod([terminated({ exitCode: 137, signal: 9 })])],
    ['Completed', pod([terminated({ exitCode: 0, reason: 'Completed' })], {}, 'Succeeded')],
    ['Evicted', pod([], { status: { phase: 'Failed', reason: 'Evicted' } })],
    ['Unknown', pod([], { status: {} })],
    ['Terminating', pod([running], { metadata: { name: 'a', deletionTimestamp: new Date(NOW) } })],
    [
      'Unknown',
      pod([], { metadata: { deletionTimestamp: new Date(NOW) }, status: { phase: 'Running', reason: 'NodeLost' } }),
    ],
    [
      'SchedulingGated',
      pod([], {
        status: {
          phase: 'Pending',
          conditions: [{ type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' }],
        },
      }),
    ],
    [
      'NotReady',
      pod([container({ terminated: { exitCode: 0, reason: 'Completed' } }), running], {
        status: {
          phase: 'Running',
          containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } }), running],
        },
      }),
    ],
  ])('%s', (status, object) => {
    expect(podStatus(object)).toBe(status)
  })

  it.each<[string, V1ContainerStatus[]]>([
    ['Init:0/2', [container({ running: {} }), container({ waiting: { reason: 'PodInitializing' } })]],
    ['Init:1/2', [container({ terminated: { exitCode: 0 } }), container({ running: {} })]],
    ['Init:Error', [container({ terminated: { exitCode: 1, reason: 'Error' } })]],
    ['Init:ExitCode:2', [container({ terminated: { exitCode: 2 } })]],
    ['Init:CrashLoopBackOff', [container({ waiting: { reason: 'CrashLoopBackOff' } })]],
  ])('%s', (status, initContainerStatuses) => {
    const initContainers = [{ name: 'one' }, { name: 'two' }]
    const object = pod([], {
      spec: { containers: [{ name: 'a' }], initContainers },
      status: { phase: 'Pending', initContainerStatuses },
    })
    expect(podStatus(object)).toBe(status)
  })

  it('counts the seconds of a back-off down', () => {
    expect(backOffSeconds(crash, NOW)).toBe(10)
    expect(backOffSeconds(crash, NOW + 60_000)).toBe(0)
    expect(backOffSeconds(running, NOW)).toBeNull()
    expect(podRow(pod([crash]), null, [], NOW)).toMatchObject({
      backOffSeconds: 10,
      tone: 'bad',
      restarts: 2,
      lastExit: { reason: 'OOMKilled', exitCode: 137 },
    })
  })
})

it.each([
  ['back-off 10s restarting', 10],
  ['back-off 5m0s restarting', 300],
  ['back-off 1m20s restarting', 80],
  ['back-off 1h0m5s restarting', 3605],
  ['nothing', null],
])('reads %s', (text, seconds) => {
  expect(goSeconds(text)).toBe(seconds)
})

it.each([
  ['96Mi', 96 * 1024 * 1024],
  ['1.5Gi', 1.5 * 1024 ** 3],
  ['250m', 0.25],
  ['123456n', 0.000123456],
  ['1e3', 1000],
  ['128974848', 128974848],
  ['129M', 129e6],
  ['twelve', null],
  ['1Qi', null],
  [undefined, null],
])('reads the quantity %s', (text, value) => {
  const read = quantity(text)
  if (value === null) expect(read).toBeNull()
  else expect(read).toBeCloseTo(value, 12)
})

describe('a row', () => {
  it('shows use against the limit', () => {
    const row = podRow(pod([running]), { memoryBytes: 50, cpuCores: 0.1 }, [40, 50], NOW)
    expect(row).toMatchObject({
      status: 'Running',
      tone: 'ok',
      readyContainers: 1,
      containers: 1,
      memoryBytes: 50,
      memoryLimitBytes: 96 * 1024 * 1024,
      memoryHistory: [40, 50],
      lastExit: null,
    })
  })

  it('has no limit when one container has none', () => {
    const spec = { containers: [{ name: 'a', resources: { limits: { memory: '1Mi' } } }, { name: 'b' }] }
    expect(podRow(pod([running], { spec }), null, [], NOW).memoryLimitBytes).toBeNull()
  })

  it('names the Deployment behind the ReplicaSet', () => {
    const owner = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      name: 'chaos-reconciler-7c9d5b',
      uid: '',
      controller: true,
    }
    const metadata = { name: 'x', labels: { 'pod-template-hash': '7c9d5b' }, ownerReferences: [owner] }
    expect(workloadOfPod(pod([], { metadata }))).toBe('chaos-reconciler')
    const set = { ...owner, kind: 'StatefulSet', name: 'postgres' }
    expect(workloadOfPod(pod([], { metadata: { ...metadata, ownerReferences: [set] } }))).toBe('postgres')
    expect(workloadOfPod(pod([], { metadata: { name: 'alone' } }))).toBe('alone')
  })
})
