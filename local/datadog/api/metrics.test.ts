import { client, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { metricQueries } from '../query/metrics/index.ts'
import { eventSearch } from '../query/search/index.ts'
import type { LogRow } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import { openTestStore } from '../store/testing.ts'
import type { SloMeasures } from './context.ts'
import { metricRoutes } from './metrics.ts'
import { type Api, startApi } from './server.ts'

const t0 = 1_700_006_400_000
const seconds = t0 / 1000
let store: Store
let api: Api
let metrics1: v1.MetricsApi
let metrics2: v2.MetricsApi

const sloMeasures: SloMeasures = async ({ measure, range, intervalSeconds }) => [
  {
    tagSet: [],
    points:
      intervalSeconds === null
        ? [[range.from, measure === 'burn_rate' ? 2 : 99]]
        : [
            [range.from, 1],
            [range.from + intervalSeconds * 1000, 3],
          ],
  },
]

const log = (at: number, service: string, duration: number): LogRow => ({
  time: t0 + at * 1000,
  id: `${service}${at}`,
  status: 'error',
  service,
  source: 'nodejs',
  host: 'local',
  env: 'demo',
  version: '1',
  message: 'failed',
  traceId: '',
  spanId: '',
  tags: ['env:demo'],
  attributes: { duration },
})

beforeAll(async () => {
  store = await openTestStore()
  const trace = (suffix: string, at: number, value: number, tags: string[]) => ({
    time: t0 + at * 1000,
    metric: `trace.web.request${suffix}`,
    type: 'count' as const,
    tags: ['env:demo', ...tags].sort(),
    value,
    interval: 10,
  })
  const web = ['service:web', 'resource_name:get_/', 'span.kind:server']
  const api2 = ['service:api', 'resource_name:get_/x', 'span.kind:server']
  store.append('points', [
    trace('.hits', 0, 10, web),
    trace('.hits', 20, 30, web),
    trace('.hits', 0, 5, api2),
    trace('.errors', 20, 3, web),
    { time: t0, metric: 'system.cpu.user', type: 'gauge', tags: ['host:a'], value: 12.5 },
    { time: t0 + 40_000, metric: 'system.cpu.user', type: 'gauge', tags: ['host:b'], value: 50 },
  ])
  store.append('distributions', [
    { time: t0, metric: 'trace.web.request', tags: ['env:demo', ...web].sort(), values: [0.1, 0.2, 0.3] },
  ])
  store.append('logs', [log(1, 'web', 5), log(2, 'web', 7), log(25, 'web', 9), log(30, 'api', 1)])
  await store.settled()
  const keys = { apiKey: 'api', appKey: 'app' }
  api = await startApi({
    context: {
      store,
      metrics: metricQueries(store),
      search: eventSearch(store),
      now: () => t0 + 60_000,
      sloMeasures,
    },
    routes: [metricRoutes],
    keys,
    at: { host: '127.0.0.1', port: 0 },
  })
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(api.url, {}),
    authMethods: { apiKeyAuth: keys.apiKey, appKeyAuth: keys.appKey },
  })
  metrics1 = new v1.MetricsApi(configuration)
  metrics2 = new v2.MetricsApi(configuration)
})
afterAll(async () => {
  await api.close()
  await store.close()
})

/** Nothing of an answer was unknown to the client. */
function expectParsed(answer: unknown): void {
  expect(JSON.stringify(answer)).not.toContain('_unparsed')
}

const idsOf = (metrics: readonly v2.MetricsAndMetricTagConfigurations[] = []) =>
  metrics.map(each => ('id' in each ? each.id : undefined))

async function refusal(call: Promise<unknown>): Promise<{ code: number; errors: unknown }> {
  const error = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof client.ApiException)) throw new Error(`Not refused: ${String(error)}`)
  return { code: error.code, errors: error.body.errors }
}

const timeseries = (attributes: Omit<v2.TimeseriesFormulaRequestAttributes, 'from' | 'to'>) =>
  metrics2.queryTimeseriesData({
    body: { data: { type: 'timeseries_request', attributes: { from: t0, to: t0 + 60_000, ...attributes } } },
  })
const scalar = (attributes: Omit<v2.ScalarFormulaRequestAttributes, 'from' | 'to'>) =>
  metrics2.queryScalarData({
    body: { data: { type: 'scalar_request', attributes: { from: t0, to: t0 + 60_000, ...attributes } } },
  })

test('v1 query: points, scope, tags and unit of each group', async () => {
  const answer = await metrics1.queryMetrics({
    from: seconds,
    to: seconds + 60,
    query: 'sum:trace.web.request.hits{env:demo} by {service}.as_rate(), avg:system.cpu.user{*}',
  })
  expectParsed(answer)
  expect(answer).toMatchObject({ status: 'ok', resType: 'time_series', fromDate: t0, groupBy: ['service'] })
  expect(answer.series?.map(({ scope, tagSet, queryIndex }) => [scope, tagSet, queryIndex])).toEqual([
    ['env:demo,service:web', ['service:web'], 0],
    ['env:demo,service:api', ['service:api'], 0],
    ['*', [], 1],
  ])
  expect(answer.series?.[0]).toMatchObject({
    metric: 'trace.web.request.hits',
    expression: 'sum:trace.web.request.hits{env:demo,service:web}.as_rate()',
    aggr: 'sum',
    interval: 20,
    length: 2,
    start: t0,
    end: t0 + 39_999,
    pointlist: [
      [t0, 0.5],
      [t0 + 20_000, 1.5],
    ],
    unit: [{ name: 'hit' }, { name: 'second', shortName: 's' }],
  })
})

test('v2 timeseries: one axis for all series, holes are null', async () => {
  const answer = await timeseries({
    queries: [
      { dataSource: 'metrics', query: 'sum:trace.web.request.hits{*} by {service}.as_count()', name: 'hits' },
      { dataSource: 'metrics', query: 'avg:system.cpu.user{host:a}', name: 'cpu' },
    ],
  })
  expectParsed(answer)
  expect(answer.data?.attributes).toMatchObject({
    series: [
      { groupTags: ['service:web'], queryIndex: 0, unit: [{ name: 'hit' }, null] },
      { groupTags: ['service:api'], queryIndex: 0 },
      { groupTags: [], queryIndex: 1, unit: [{ name: 'percent' }, null] },
    ],
    times: [t0, t0 + 20_000],
    values: [
      [10, 30],
      [5, null],
      [12.5, null],
    ],
  })
})

test('v2 timeseries: formulas over metrics and logs together', async () => {
  const answer = await timeseries({
    interval: 20_000,
    formulas: [{ formula: '100 * errors / hits' }, { formula: 'default_zero(failed)' }],
    queries: [
      { dataSource: 'metrics', query: 'sum:trace.web.request.errors{*}.as_count()', name: 'errors' },
      { dataSource: 'metrics', query: 'sum:trace.web.request.hits{service:web}.as_count()', name: 'hits' },
      { dataSource: 'logs', compute: { aggregation: 'count' }, search: { query: 'service:web' }, name: 'failed' },
    ],
  })
  expectParsed(answer)
  expect(answer.data?.attributes).toMatchObject({
    times: [t0, t0 + 20_000, t0 + 40_000],
    values: [
      [null, 10, null],
      [2, 1, 0],
    ],
  })
})

test('v2 timeseries: trace statistics, SLO measures and durations of events', async () => {
  const answer = await timeseries({
    queries: [
      { dataSource: 'apm_metrics', stat: 'error_rate', service: 'web', queryFilter: 'env:demo', name: 'a' },
      {
        dataSource: 'apm_metrics',
        stat: 'latency_p50',
        service: 'web',
        operationName: 'web.request',
        groupBy: ['resource_name'],
        name: 'b',
      },
      { dataSource: 'slo', sloId: 'x', measure: 'burn_rate', name: 'c' },
      { dataSource: 'logs', compute: { aggregation: 'max', metric: '@duration' }, name: 'd' },
    ],
  })
  expectParsed(answer)
  expect(answer.data?.attributes).toMatchObject({
    series: [
      { groupTags: [], queryIndex: 0, unit: [{ name: 'fraction' }, null] },
      { groupTags: ['resource_name:get_/'], queryIndex: 1, unit: [{ name: 'second' }, null] },
      { queryIndex: 2 },
      { queryIndex: 3, unit: [{ name: 'nanosecond' }, null] },
    ],
    values: [
      [0, 0.1],
      [0.2, null],
      [1, 3],
      [7, 9],
    ],
  })
})

test('v2 scalar: a column per group key and formula, limited to the highest', async () => {
  const answer = await scalar({
    formulas: [{ formula: 'hits', limit: { count: 1, order: 'desc' } }, { formula: 'errors / hits' }],
    queries: [
      {
        dataSource: 'metrics',
        aggregator: 'sum',
        query: 'sum:trace.web.request.hits{*} by {service}.as_count()',
        name: 'hits',
      },
      {
        dataSource: 'metrics',
        aggregator: 'sum',
        query: 'sum:trace.web.request.errors{*} by {service}.as_count()',
        name: 'errors',
      },
    ],
  })
  expectParsed(answer)
  expect(answer.data?.attributes?.columns).toMatchObject([
    { name: 'service', type: 'group', values: [['web']] },
    { name: 'hits', type: 'number', values: [40], meta: { unit: [{ name: 'hit' }, null] } },
    { name: 'errors / hits', type: 'number', values: [3 / 40] },
  ])
})

test('v2 scalar: events, trace statistics and SLOs as single numbers; nothing found is empty', async () => {
  const answer = await scalar({
    queries: [
      { dataSource: 'logs', compute: { aggregation: 'count' }, search: { query: 'service:web' }, name: 'logs' },
      { dataSource: 'apm_metrics', stat: 'error_rate', service: 'web', name: 'rate' },
      { dataSource: 'slo', sloId: 'x', measure: 'burn_rate', name: 'burn' },
      { dataSource: 'metrics', aggregator: 'percentile', query: 'p50:trace.web.request{*}', name: 'p50' },
    ],
  })
  expectParsed(answer)
  expect(answer.data?.attributes?.columns).toMatchObject([
    { name: 'logs', values: [3] },
    { name: 'rate', values: [3 / 40] },
    { name: 'burn', values: [2] },
    { name: 'p50', values: [0.2] },
  ])
  const nothing = await scalar({
    queries: [{ dataSource: 'metrics', aggregator: 'avg', query: 'avg:no.such{*}', name: 'a' }],
  })
  expectParsed(nothing)
  expect(nothing.data?.attributes?.columns).toMatchObject([{ name: 'a', type: 'number', values: [] }])
})

test('v2 scalar: events by facet', async () => {
  const answer = await scalar({
    formulas: [{ formula: 'a' }],
    queries: [
      {
        dataSource: 'logs',
        compute: { aggregation: 'count' },
        search: { query: '*' },
        groupBy: [{ facet: 'service', limit: 10, sort: { aggregation: 'count', order: 'desc' } }],
        name: 'a',
      },
    ],
  })
  expectParsed(answer)
  expect(answer.data?.attributes?.columns).toMatchObject([
    { name: 'service', values: [['web'], ['api']] },
    { name: 'a', values: [3, 1] },
  ])
})

test('what cannot be answered says what is wrong', async () => {
  const query = (text: string) => refusal(metrics1.queryMetrics({ from: seconds, to: seconds + 60, query: text }))
  expect(await query('frobnicate(avg:a{*})')).toMatchObject({
    code: 400,
    errors: [expect.stringContaining('unknown function "frobnicate"')],
  })
  expect(await query('avg:a{')).toMatchObject({ code: 400, errors: [expect.stringContaining('position 7')] })
  expect(
    await refusal(
      timeseries({
        formulas: [{ formula: 'a + b' }],
        queries: [{ dataSource: 'metrics', query: 'avg:x{*}', name: 'a' }],
      }),
    ),
  ).toMatchObject({ code: 400, errors: [expect.stringContaining('names the query "b"; there are a')] })
  expect(
    await refusal(timeseries({ queries: [{ dataSource: 'network', compute: { aggregation: 'count' }, name: 'a' }] })),
  ).toMatchObject({ code: 400, errors: [expect.stringContaining('"network" is not answered here')] })
  const wrong = await fetch(`${api.url}/api/v2/query/scalar`, {
    method: 'POST',
    headers: { 'dd-api-key': 'api', 'dd-application-key': 'app', 'content-type': 'application/json' },
    body: JSON.stringify({ data: { type: 'scalar_request', attributes: { from: 1, queries: [] } } }),
  })
  expect([wrong.status, await wrong.json()]).toMatchObject([400, { errors: [expect.stringContaining('to:'), {}] }])
})

test('the catalogue: lists, search, tags and metadata', async () => {
  const list = await metrics2.listTagConfigurations({})
  expectParsed(list)
  expect(idsOf(list.data)).toEqual([
    'system.cpu.user',
    'trace.web.request',
    'trace.web.request.errors',
    'trace.web.request.hits',
  ])
  const paged: v2.MetricsAndMetricTagConfigurations[] = []
  for await (const each of metrics2.listTagConfigurationsWithPagination({ pageSize: 3 })) paged.push(each)
  expect(idsOf(paged)).toEqual(idsOf(list.data))
  const distributions = await metrics2.listTagConfigurations({ filterMetricType: 'distribution' })
  expect(idsOf(distributions.data)).toEqual(['trace.web.request'])

  const active = await metrics1.listActiveMetrics({ from: seconds + 30 })
  expectParsed(active)
  expect(active).toMatchObject({ from: String(seconds + 30), metrics: ['system.cpu.user'] })
  expect((await metrics1.listActiveMetrics({ from: seconds, tagFilter: 'service:web' })).metrics).toHaveLength(3)

  const found = await metrics1.listMetrics({ q: 'metrics:cpu' })
  expectParsed(found)
  expect(found.results?.metrics).toEqual(['system.cpu.user'])

  const tags = await metrics2.listTagsByMetricName({ metricName: 'system.cpu.user' })
  expectParsed(tags)
  expect(tags.data).toMatchObject({
    type: 'metrics',
    id: 'system.cpu.user',
    attributes: { tags: ['host:a', 'host:b'] },
  })

  const metadata = await metrics1.getMetricMetadata({ metricName: 'trace.web.request.hits' })
  expectParsed(metadata)
  expect(metadata).toMatchObject({ type: 'count', unit: 'hit', statsdInterval: 10 })
  const changed = await metrics1.updateMetricMetadata({
    metricName: 'system.cpu.user',
    body: { description: 'Processor time', unit: 'fraction' },
  })
  expectParsed(changed)
  expect(changed).toMatchObject({ type: 'gauge', description: 'Processor time', unit: 'fraction' })
  const answer = await metrics1.queryMetrics({ from: seconds, to: seconds + 60, query: 'avg:system.cpu.user{*}' })
  expect(answer.series?.[0]?.unit).toMatchObject([{ name: 'fraction' }, null])
  expect(await refusal(metrics1.getMetricMetadata({ metricName: 'no.such' }))).toMatchObject({ code: 404 })
})
