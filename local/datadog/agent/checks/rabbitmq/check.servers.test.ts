import { pino } from 'pino'
import { expect, inject, it } from 'vitest'
import type {} from '../../../../cluster/testing/global-setup.ts'
import { Figures } from '../../../intake/figures.ts'
import { normaliseTag } from '../../../intake/tags.ts'
import { recordingStore } from '../../testing/recording-store.ts'
import type { CheckContext } from '../check.ts'
import { CheckSender } from '../sender.ts'
import { rabbitmqCheck } from './check.ts'

const families = 'family=queue_coarse_metrics&family=queue_consumer_count&family=node_coarse_metrics'

function contextFor(store: ReturnType<typeof recordingStore>['store']): CheckContext {
  return {
    sender: (host, tags) => new CheckSender({ store, figures: new Figures(), host, tags: ['env:test', ...tags] }),
    hostname: 'node',
    log: pino({ level: 'silent' }),
    now: Date.now,
  }
}

/** Calls the management API as the administrator of the test's broker. */
async function manage(method: string, path: string, body?: object): Promise<void> {
  const { origin, username, password } = new URL(inject('rabbitmqManagementUrl'))
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const response = await fetch(`${origin}/api${path}`, {
    method,
    headers: { authorization, 'content-type': 'application/json' },
    ...(body ? { body: JSON.stringify(body) } : {}),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
}

it('tells of each queue by its name, and of the node', async () => {
  const vhost = `check-${process.pid}`
  await manage('PUT', `/vhosts/${vhost}`)
  await manage('PUT', `/permissions/${vhost}/test`, { configure: '.*', write: '.*', read: '.*' })
  await manage('PUT', `/queues/${vhost}/waiting`, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  for (const payload of ['a', 'b', 'c']) {
    const message = { properties: {}, routing_key: 'waiting', payload, payload_encoding: 'string' }
    await manage('POST', `/exchanges/${vhost}/amq.default/publish`, message)
  }
  const { store, rows } = recordingStore()
  const url = inject('rabbitmqPrometheusUrl')
  const instance = { prometheus_plugin: { url, unaggregated_endpoint: `detailed?${families}` } }
  const check = rabbitmqCheck(instance, contextFor(store))
  const ready = () =>
    rows.points?.findLast(
      ({ metric, tags }) => metric === 'rabbitmq.queue.messages.ready' && tags.includes(`vhost:${vhost}`),
    )
  await expect
    .poll(
      async () => {
        await check.run()
        return ready()?.value
      },
      // The broker counts its queues every five seconds.
      { timeout: 20_000, interval: 500 },
    )
    .toBe(3)
  expect(ready()?.tags).toEqual(
    expect.arrayContaining([
      'env:test',
      'host:node',
      'queue:waiting',
      normaliseTag(`endpoint:${url}/metrics/detailed?${families}`),
    ]),
  )
  expect(ready()?.tags).toContain(normaliseTag('rabbitmq_node:rabbit@localhost'))
  const names = new Set(rows.points?.map(({ metric }) => metric))
  for (const name of [
    'alarms.memory_used_watermark',
    'process.resident_memory_bytes',
    'queue.consumers',
    'connections',
  ])
    expect(names).toContain(`rabbitmq.${name}`)
  const aggregated = rows.points?.filter(
    ({ metric, tags }) => metric === 'rabbitmq.queue.messages.ready' && !tags.some(tag => tag.startsWith('queue:')),
  )
  expect(aggregated, 'the sum of all queues beside each').toEqual([])
  expect(new Set(rows.serviceChecks?.map(({ check, status }) => `${check} ${status}`))).toEqual(
    new Set(['rabbitmq.openmetrics.health 0']),
  )
  await manage('DELETE', `/vhosts/${vhost}`)
})

it('counters grow between runs', async () => {
  const { store, rows } = recordingStore()
  const check = rabbitmqCheck({ prometheus_plugin: { url: inject('rabbitmqPrometheusUrl') } }, contextFor(store))
  await check.run()
  const count = () => rows.points?.find(({ metric }) => metric === 'rabbitmq.auth_attempts.count')
  expect(count(), 'the first value says nothing').toBeUndefined()
  await manage('GET', '/overview')
  await expect
    .poll(async () => {
      await check.run()
      return rows.points?.some(({ metric, value }) => metric === 'rabbitmq.auth_attempts.count' && value > 0)
    })
    .toBe(true)
  expect(count()?.type).toBe('count')
})

it('a broker that is away is critical, with the reason', async () => {
  const { store, rows } = recordingStore()
  await rabbitmqCheck({ prometheus_plugin: { url: 'http://127.0.0.1:1' } }, contextFor(store)).run()
  expect(rows.points).toBeUndefined()
  expect(rows.serviceChecks).toMatchObject([{ check: 'rabbitmq.openmetrics.health', status: 2, host: 'node' }])
  expect(rows.serviceChecks?.[0]?.message).toContain('http://127.0.0.1:1/metrics')
})

it('names a setting that is wrong', () => {
  const { store } = recordingStore()
  expect(() => rabbitmqCheck({ prometheus_plugin: { url: 'nonsense' } }, contextFor(store))).toThrow(
    /check rabbitmq does not fit[\s\S]*prometheus_plugin\.url/,
  )
})
