import { afterEach, beforeEach, expect, it } from 'vitest'
import { ApiError } from './api-client.ts'
import { Cluster } from './cluster.ts'
import { FakeApi } from './fake-api.ts'
import type { Informer } from './informer.ts'
import { ManualClock, settle } from './manual-clock.ts'

let clock: ManualClock
let api: FakeApi
let cluster: Cluster
let maps: Informer<'ConfigMap'>
let changes: string[]

const make = (name: string) => api.create('ConfigMap', { metadata: { name, namespace: 'shop' }, data: { value: '1' } })

beforeEach(async () => {
  clock = new ManualClock()
  api = new FakeApi(clock)
  cluster = new Cluster({ client: api, clock })
  maps = cluster.informer('ConfigMap')
  changes = []
  maps.onChange((current, previous) => {
    const kind = current ? (previous ? 'changed' : 'added') : 'removed'
    changes.push(`${kind} ${(current ?? previous)?.metadata.name}`)
  })
  await make('first')
  await cluster.start()
})
afterEach(() => cluster.stop())

it('knows what was there, and follows what happens', async () => {
  const second = await make('second')
  await settle()
  await api.patch('ConfigMap', second.metadata, { data: { value: '2' } })
  await settle()
  await api.delete('ConfigMap', second.metadata)
  await settle()
  expect(changes).toEqual(['added first', 'added second', 'changed second', 'removed second'])
  expect(maps.list('shop').map(({ metadata }) => metadata.name)).toEqual(['first'])
})

it('misses nothing while the connection is broken', async () => {
  await settle()
  api.breakWatches(new ApiError(0, 'ConnectionFailed', 'reset'))
  await make('meanwhile')
  await clock.advance(1_000)
  expect(maps.get('shop/meanwhile')).toBeDefined()
})

it('lists again, with back-off, when its version is too old', async () => {
  await settle()
  api.breakWatches(new ApiError(410, 'Expired', 'too old resource version'))
  await make('meanwhile')
  await api.delete('ConfigMap', { name: 'first', namespace: 'shop' })
  await settle()
  expect(maps.get('shop/meanwhile')).toBeUndefined()
  await clock.advance(1_000)
  expect(maps.list().map(({ metadata }) => metadata.name)).toEqual(['meanwhile'])
  expect(changes).toEqual(['added first', 'removed first', 'added meanwhile'])
})

it('shows a write of this process at once, and only once', async () => {
  await settle()
  await cluster.create('ConfigMap', { metadata: { name: 'own', namespace: 'shop' } })
  expect(maps.get('shop/own')).toBeDefined()
  await settle()
  expect(changes).toEqual(['added first', 'added own'])
})

it('does not bring back what the watch has seen go', async () => {
  const own = await make('own')
  await settle()
  await api.delete('ConfigMap', own.metadata)
  await settle()
  maps.observe(own)
  expect(maps.get('shop/own')).toBeUndefined()
})

it('takes an object of the same name with another uid for a new one', async () => {
  const before = await make('same')
  await settle()
  api.breakWatches()
  await api.delete('ConfigMap', before.metadata)
  await make('same')
  await clock.advance(1_000)
  expect(changes.slice(2)).toEqual(['removed same', 'added same'])
})
