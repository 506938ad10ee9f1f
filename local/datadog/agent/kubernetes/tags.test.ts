import { describe, expect, it } from 'vitest'
import { testPod } from '../testing/pods.ts'
import { containerTags, deploymentOf, imageTags, podTags } from './tags.ts'

describe('tags of a pod', () => {
  it('name its workload, its unified service and itself', () => {
    expect(podTags(testPod({ name: 'backend-7d9f4c8b6-x2x4z' })).sort()).toEqual([
      'env:chat-demo',
      'kube_deployment:backend',
      'kube_namespace:chat-demo',
      'kube_ownerref_kind:replicaset',
      'kube_qos:burstable',
      'kube_replica_set:backend-7d9f4c8b6',
      'pod_name:backend-7d9f4c8b6-x2x4z',
      'service:backend',
      'version:dev',
    ])
  })

  it('name a StatefulSet by itself', () => {
    const tags = podTags(testPod({ name: 'postgres-0', owner: { kind: 'StatefulSet', name: 'postgres' } }))
    expect(tags).toContain('kube_stateful_set:postgres')
    expect(tags.join()).not.toContain('kube_deployment')
  })

  it('say a container’s image', () => {
    expect(containerTags(testPod({}), { name: 'backend', image: 'chat-demo/backend:dev' })).toEqual([
      'kube_container_name:backend',
      'container_name:backend',
      'display_container_name:backend_backend-7d9f4c8b6-x2x4z',
      'image_name:chat-demo/backend',
      'short_image:backend',
      'image_tag:dev',
    ])
  })
})

it.each([
  ['postgres:18', 'postgres', 'postgres', '18'],
  ['127.0.0.1:5000/a/b', '127.0.0.1:5000/a/b', 'b', 'latest'],
  ['a/b:1@sha256:00', 'a/b', 'b', '1'],
])('the image %s', (image, name, short, tag) => {
  expect(imageTags(image)).toEqual([`image_name:${name}`, `short_image:${short}`, `image_tag:${tag}`])
})

it('a ReplicaSet that no Deployment made has none', () => {
  expect(deploymentOf('backend-7d9f4c8b6')).toBe('backend')
  expect(deploymentOf('chaos-reconciler-6d9f7bc5db')).toBe('chaos-reconciler')
  expect(deploymentOf('mine-made-by-hand')).toBeNull()
})
