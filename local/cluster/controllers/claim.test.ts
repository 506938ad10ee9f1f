import { beforeEach, expect, it } from 'vitest'
import { Cluster } from '../client/cluster.ts'
import { FakeApi } from '../client/fake-api.ts'
import { ManualClock } from '../client/manual-clock.ts'
import { controllerOf } from '../client/owner.ts'
import type { Deployment, ReplicaSet } from '../client/types.ts'
import { claim } from './claim.ts'

const labels = { app: 'web' }
const template = { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'web:1' }] } }
const spec = { replicas: 1, selector: { matchLabels: labels }, template }
let api: FakeApi
let cluster: Cluster
let deployment: Deployment
let orphan: ReplicaSet

beforeEach(async () => {
  const clock = new ManualClock()
  api = new FakeApi(clock)
  cluster = new Cluster({ client: api, clock })
  deployment = await api.create('Deployment', { metadata: { name: 'web', namespace: 'shop' }, spec })
  orphan = await api.create('ReplicaSet', { metadata: { name: 'web-1', namespace: 'shop', labels }, spec })
})

const claimed = () =>
  claim(cluster, { kind: 'Deployment', object: deployment, selector: spec.selector }, 'ReplicaSet', [orphan])

it('adopts an orphan that the selector finds', async () => {
  expect((await claimed()).map(({ metadata }) => metadata.name)).toEqual(['web-1'])
  expect(controllerOf(await api.get('ReplicaSet', orphan.metadata))?.uid).toBe(deployment.metadata.uid)
})

it('adopts nothing for an owner that is being deleted, though its informer does not know yet', async () => {
  await api.patch('Deployment', deployment.metadata, { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } })
  expect(await claimed()).toEqual([])
  expect(controllerOf(await api.get('ReplicaSet', orphan.metadata))).toBeUndefined()
})

it('adopts nothing for an owner that is gone, or whose name another object has by now', async () => {
  await api.delete('Deployment', deployment.metadata)
  expect(await claimed()).toEqual([])
  await api.create('Deployment', { metadata: { name: 'web', namespace: 'shop' }, spec })
  expect(await claimed()).toEqual([])
})
