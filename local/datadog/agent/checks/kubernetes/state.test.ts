import { expect, it } from 'vitest'
import { testPod } from '../../testing/pods.ts'
import { stateSamples } from './state.ts'

const nothing = { pods: [], nodes: [], deployments: [], replicaSets: [], statefulSets: [] }
const meta = { name: 'worker', namespace: 'chat-demo', uid: 'u', resourceVersion: '1' }
const labels = { 'tags.datadoghq.com/env': 'chat-demo', 'tags.datadoghq.com/service': 'worker' }

it('tells wanted and actual replicas of a workload, with its unified tags', () => {
  const samples = stateSamples({
    ...nothing,
    deployments: [
      {
        metadata: { ...meta, labels },
        spec: { replicas: 2, selector: {}, template: {} },
        status: { replicas: 1, unavailableReplicas: 1 },
      },
    ],
  })
  const value = (name: string) => samples.find(({ metric }) => metric === `kubernetes_state.deployment.${name}`)
  expect(value('replicas_desired')).toMatchObject({
    value: 2,
    tags: ['kube_namespace:chat-demo', 'kube_deployment:worker', 'env:chat-demo', 'service:worker'],
  })
  expect(value('replicas_available')?.value, 'absent in the status').toBe(0)
  expect(value('replicas_unavailable')?.value).toBe(1)
})

it('tells a pod’s phase and readiness, and why its container was killed', () => {
  const pod = testPod({
    statuses: [
      {
        name: 'backend',
        image: '',
        imageID: '',
        ready: false,
        restartCount: 2,
        state: { waiting: { reason: 'CrashLoopBackOff' } },
        lastState: { terminated: { exitCode: 137, reason: 'OOMKilled' } },
      },
    ],
  })
  const samples = stateSamples({ ...nothing, pods: [pod] })
  const of = (name: string) => samples.filter(({ metric }) => metric === `kubernetes_state.${name}`)
  expect(of('pod.status_phase')).toHaveLength(1)
  expect(of('pod.status_phase')[0]?.tags).toEqual(
    expect.arrayContaining(['pod_phase:running', 'kube_deployment:backend']),
  )
  expect(of('pod.ready').map(({ value, tags }) => [tags.at(-1), value])).toEqual([
    ['condition:true', 1],
    ['condition:false', 0],
    ['condition:unknown', 0],
  ])
  expect(of('container.restarts')[0]).toMatchObject({ value: 2 })
  expect(of('container.waiting')[0]?.value).toBe(1)
  expect(of('container.status_report.count.waiting')[0]?.tags).toContain('reason:crashloopbackoff')
  expect(of('container.status_report.count.terminated')[0]?.tags).toContain('reason:oomkilled')
  expect(of('container.memory_limit')[0]?.value).toBe(536870912)
})
