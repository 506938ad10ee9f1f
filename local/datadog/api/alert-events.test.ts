import { logger, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { monitorEvaluator } from '../monitors/evaluator.ts'
import { startTestApi, unparsed } from '../objects/testing.ts'
import { metricQueries } from '../query/metrics/index.ts'
import { eventSearch } from '../query/search/index.ts'
import type { Store } from '../store/store.ts'
import { openTestStore } from '../store/testing.ts'
import { eventRoutes } from './events.ts'
import { monitorRoutes } from './monitors.ts'

logger.setLevel('silent')

let store: Store
let api: Awaited<ReturnType<typeof startTestApi>>

beforeAll(async () => {
  store = await openTestStore()
  const context = { store, metrics: metricQueries(store), search: eventSearch(store), now: () => Date.now() }
  api = await startTestApi([monitorRoutes, eventRoutes], context)
})
afterAll(async () => {
  await api.close()
  await store.close()
})

it('an alert is found among the events, with its monitor and group', async () => {
  const monitors = new v1.MonitorsApi(api.configuration)
  const { id } = await monitors.createMonitor({
    body: {
      name: 'Waiting',
      type: 'query alert',
      query: 'avg(last_5m):avg:queue.waiting{*} by {queue} > 10',
      message: '{{queue.name}} has {{value}} waiting',
      tags: ['team:chat'],
    },
  })
  store.append('points', [
    { time: Date.now() - 30_000, metric: 'queue.waiting', type: 'gauge', tags: ['queue:chat'], value: 25 },
  ])
  await store.settled()
  await monitorEvaluator(api.context).pass()
  await store.settled()

  const events = new v2.EventsApi(api.configuration)
  const found = await events.searchEvents({
    body: { filter: { query: 'source:alert team:chat', from: 'now-15m', to: 'now+1m' } },
  })
  expect(unparsed(found)).toEqual([])
  expect(found.data).toHaveLength(1)
  const { attributes } = found.data?.[0] ?? {}
  expect(attributes?.message).toBe('chat has 25 waiting')
  expect(attributes?.tags).toEqual(expect.arrayContaining(['queue:chat', 'team:chat', 'source:alert']))
  expect(attributes?.attributes).toMatchObject({
    title: '[Triggered on {queue:chat}] Waiting',
    status: 'error',
    monitorId: id,
    monitorGroups: ['queue:chat'],
    monitor: { id, name: 'Waiting', type: 'query alert' },
  })
})
