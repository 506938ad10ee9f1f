import { StatsD } from 'hot-shots'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Figures } from '../intake/figures.ts'
import { MemoryStore } from '../intake/testing.ts'
import { type Dogstatsd, startDogstatsd } from './dogstatsd.ts'
import type { PodTags } from './kubernetes/pod-tags.ts'

const pods: PodTags = {
  forEntity: podUid => (podUid === 'uid-1' ? ['kube_deployment:worker', 'pod_name:worker-1'] : []),
  facts: () => undefined,
  entityOf: containerId => (containerId === 'abc' ? { podUid: 'uid-1', container: 'worker' } : undefined),
}

describe('startDogstatsd, spoken to by hot-shots', () => {
  let store: MemoryStore
  let figures: Figures
  let clock: number
  let dogstatsd: Dogstatsd
  let client: StatsD

  beforeEach(async () => {
    store = new MemoryStore()
    figures = new Figures()
    clock = 1_700_000_000_000
    dogstatsd = await startDogstatsd({
      host: '127.0.0.1',
      port: 0,
      store,
      figures,
      hostName: 'local',
      pods,
      now: () => clock,
    })
    client = new StatsD({
      host: '127.0.0.1',
      port: dogstatsd.port,
      globalTags: { 'dd.internal.entity_id': 'uid-1', Env: 'Dev' },
    })
  })
  afterEach(async () => {
    await new Promise(resolve => client.close(resolve))
  })

  const arrived = (lines: number) =>
    vi.waitFor(() => expect(figures.snapshot().kinds['dogstatsd lines']?.accepted).toBe(lines), { timeout: 5000 })

  it('takes every type, with the tags of the pod and the host', async () => {
    client.increment('hits', 4)
    client.gauge('depth', 3)
    client.histogram('size', 5)
    client.timing('wait', 12)
    client.distribution('spread', 0.5)
    client.set('users', 'ann')
    client.set('users', 'bob')
    await arrived(7)
    await dogstatsd.close()
    const tags = ['env:dev', 'host:local', 'kube_deployment:worker', 'pod_name:worker-1']
    expect(store.all('points')).toContainEqual({
      time: 1_700_000_000_000,
      metric: 'hits',
      type: 'rate',
      tags,
      value: 0.4,
      interval: 10,
    })
    const values = Object.fromEntries(store.all('points').map(point => [point.metric, point.value]))
    expect(values).toMatchObject({ depth: 3, 'size.max': 5, 'wait.95percentile': 12, 'wait.count': 0.1, users: 2 })
    expect(store.all('distributions')).toEqual([{ time: 1_700_000_000_000, metric: 'spread', tags, values: [0.5] }])
  })

  it('takes events and service checks', async () => {
    client.event('Grüße deployed', 'version 2\nis out', {
      alert_type: 'success',
      priority: 'low',
      aggregation_key: 'deploy',
      source_type_name: 'ci',
      date_happened: new Date(1_699_999_990_000),
    })
    client.check('db.up', client.CHECKS.CRITICAL, { hostname: 'db-1', message: 'refused | twice' })
    await arrived(2)
    expect(store.all('events')[0]).toMatchObject({
      title: 'Grüße deployed',
      text: 'version 2\nis out',
      status: 'success',
      priority: 'low',
      aggregationKey: 'deploy',
      source: 'ci',
      time: 1_699_999_990_000,
      host: 'local',
    })
    expect(store.all('events')[0]?.tags).toContain('kube_deployment:worker')
    expect(store.all('serviceChecks')[0]).toMatchObject({
      check: 'db.up',
      status: 2,
      host: 'db-1',
      message: 'refused | twice',
    })
    await dogstatsd.close()
  })

  it('knows a pod by container id and by external data, and leaves names out at low cardinality', async () => {
    dogstatsd.take('a:1|g|c:ci-abc\nb:1|g|e:it-false,cn-worker,pu-uid-1\nc:1|g|c:abc|card:low\nd:1|g|c:abc|card:none')
    dogstatsd.take('e:1|g|#host:', { externalEnv: 'it-false,cn-worker,pu-uid-1' })
    await dogstatsd.close()
    const tags = Object.fromEntries(store.all('points').map(point => [point.metric, point.tags.join()]))
    expect(tags).toEqual({
      a: 'host:local,kube_deployment:worker,pod_name:worker-1',
      b: 'host:local,kube_deployment:worker,pod_name:worker-1',
      c: 'host:local,kube_deployment:worker',
      d: 'host:local',
      e: 'kube_deployment:worker,pod_name:worker-1',
    })
  })

  it('takes what is good of a datagram, and counts what is not with its reason', async () => {
    dogstatsd.take('good:1|c\nbad\n\nalso.good:2|g')
    expect(figures.snapshot().kinds['dogstatsd lines']).toEqual({
      received: 3,
      accepted: 2,
      dropped: { 'no "name:value" before the first |': 1 },
    })
    await dogstatsd.close()
  })

  it('offers again what the store refused', async () => {
    store.full = true
    dogstatsd.take('hits:1|c')
    clock += 10_000
    await vi.waitFor(() => expect(figures.snapshot().kinds.points).toBeUndefined())
    store.full = false
    await vi.waitFor(() => expect(store.metrics()).toEqual(['hits']), { timeout: 5000 })
    await dogstatsd.close()
  })
})
