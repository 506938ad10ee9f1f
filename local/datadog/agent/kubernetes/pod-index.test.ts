import { expect, it } from 'vitest'
import { testPod } from '../testing/pods.ts'
import { PodIndex } from './pod-index.ts'

it('knows pods by uid and containers by id, also those of earlier lives', () => {
  const index = new PodIndex()
  const pod = testPod({ uid: 'u1' })
  index.take(pod, undefined)
  expect(index.forEntity('u1')).toContain('kube_deployment:backend')
  expect(index.forEntity('u1')).not.toContain('kube_container_name:backend')
  expect(index.forEntity('u1', 'backend')).toContain('image_tag:dev')
  expect(index.facts('u1')?.images).toEqual({ backend: 'chat-demo/backend:dev' })
  expect(index.entityOf('c1')).toEqual({ podUid: 'u1', container: 'backend' })
  const status = { ...pod.status?.containerStatuses?.[0], name: 'backend', containerID: 'containerd://c2' }
  const restarted = testPod({
    uid: 'u1',
    statuses: [{ image: '', imageID: '', ready: true, restartCount: 1, ...status }],
  })
  index.take(restarted, pod)
  expect(index.entityOf('c1')).toEqual(index.entityOf('c2'))
  expect([index.forEntity('stranger'), index.facts('stranger'), index.entityOf('stranger')]).toEqual([
    [],
    undefined,
    undefined,
  ])
})

it('remembers a deleted pod for its last telemetry, then forgets it', () => {
  let now = 0
  const index = new PodIndex(() => now)
  const pod = testPod({ uid: 'u1' })
  index.take(pod, undefined)
  index.take(undefined, pod)
  now = 60_000
  index.take(testPod({ uid: 'u2', statuses: [] }), undefined)
  expect(index.forEntity('u1')).toContain('service:backend')
  now = 11 * 60_000
  index.take(testPod({ uid: 'u3', statuses: [] }), undefined)
  expect(index.forEntity('u1')).toEqual([])
  expect(index.entityOf('c1')).toBeUndefined()
})
