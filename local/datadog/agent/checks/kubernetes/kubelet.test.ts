import type { ContainerStatus } from '@chat-demo/cluster/client'
import { describe, expect, it } from 'vitest'
import { testPod } from '../../testing/pods.ts'
import { kubeletSamples } from './kubelet.ts'

const usage = [
  {
    metadata: { name: 'backend-7d9f4c8b6-x2x4z', namespace: 'chat-demo' },
    timestamp: '2026-01-01T00:01:00Z',
    containers: [{ name: 'backend', usage: { cpu: '12345678n', memory: '131072Ki' } }],
  },
]
const now = Date.parse('2026-01-01T00:01:02Z')
const status = (rest: Partial<ContainerStatus>): ContainerStatus => ({
  name: 'backend',
  image: '',
  imageID: '',
  ready: false,
  restartCount: 0,
  ...rest,
})
const values = (samples: ReturnType<typeof kubeletSamples>) =>
  Object.fromEntries(samples.map(({ metric, value }) => [metric, value]))

describe('the kubelet check', () => {
  it('tells use, requests and limits in Datadog’s units', () => {
    const samples = kubeletSamples([testPod({})], usage, now)
    expect(values(samples)).toEqual({
      'kubernetes.cpu.requests': 0.05,
      'kubernetes.memory.requests': 201326592,
      'kubernetes.memory.limits': 536870912,
      'kubernetes.containers.restarts': 0,
      'kubernetes.cpu.usage.total': 12345678,
      'container.cpu.usage': 12345678,
      'kubernetes.memory.usage': 134217728,
      'kubernetes.memory.working_set': 134217728,
      'container.memory.usage': 134217728,
      'container.memory.working_set': 134217728,
      'container.memory.limit': 536870912,
      'kubernetes.memory.usage_pct': 0.25,
      'container.uptime': 60,
      'kubernetes.pods.running': 1,
      'kubernetes.containers.running': 1,
    })
    const tags = samples.find(({ metric }) => metric === 'kubernetes.memory.usage')?.tags
    expect(tags).toEqual(
      expect.arrayContaining(['kube_deployment:backend', 'pod_name:backend-7d9f4c8b6-x2x4z', 'service:backend']),
    )
  })

  it('tells why containers wait and how they ended, in lower case', () => {
    const pod = testPod({
      statuses: [
        status({
          restartCount: 3,
          state: { waiting: { reason: 'CrashLoopBackOff' } },
          lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
        }),
      ],
    })
    const samples = kubeletSamples([pod], [], now)
    expect(values(samples)).toMatchObject({
      'kubernetes.containers.restarts': 3,
      'kubernetes.containers.state.waiting': 1,
      'kubernetes.containers.last_state.terminated': 1,
    })
    expect(samples.flatMap(({ tags }) => tags.filter(tag => tag.startsWith('reason:')))).toEqual([
      'reason:crashloopbackoff',
      'reason:oomkilled',
    ])
    expect(values(samples)['kubernetes.pods.running']).toBeUndefined()
  })

  it('counts the pods of a workload together', () => {
    const pods = [testPod({}), testPod({ name: 'backend-7d9f4c8b6-b2b2b', uid: 'uid-2' })]
    const running = kubeletSamples(pods, [], now).filter(({ metric }) => metric.endsWith('.running'))
    expect(running.map(({ metric, value }) => [metric, value])).toEqual([
      ['kubernetes.pods.running', 2],
      ['kubernetes.containers.running', 2],
    ])
  })
})
