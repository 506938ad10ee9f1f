import { systemClock } from '@chat-demo/engine'
import { client as common, logger, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type ApiCall, type DatadogApi, startDatadogApi } from '../widgets/testing.ts'
import * as calls from './calls.ts'
import { type DatadogCall, DatadogClient } from './client.ts'

/**
 * The calls are made with the client's common part only. Here the client's own typed methods make the same ones: both
 * have to send the same.
 */
let api: DatadogApi
let ours: DatadogClient
let theirs: common.Configuration

beforeAll(async () => {
  logger.setLevel('silent')
  api = await startDatadogApi()
  const connection = { apiUrl: api.url, appUrl: null, apiKey: 'api-key', appKey: 'app-key' }
  ours = new DatadogClient(connection, systemClock)
  theirs = common.createConfiguration({
    baseServer: new common.BaseServerConfiguration(api.url, {}),
    authMethods: { apiKeyAuth: 'api-key', appKeyAuth: 'app-key' },
  })
  theirs.unstableOperations['v2.searchLLMObsSpans'] = true
})
afterAll(() => api.close())
beforeEach(() => {
  api.calls.length = 0
})

const AT = Date.parse('2026-11-23T14:00:00Z')
const range = { from: AT - 300_000, to: AT }
const search = { query: 'env:a', indexes: ['main'], limit: 30, ...range }
const queries = [
  { name: 'a', data_source: 'metrics', query: 'sum:m{*}', aggregator: 'last' },
  { name: 'b', data_source: 'logs', search: { query: 'x' }, compute: { aggregation: 'count' }, indexes: ['*'] },
]
const formulas = [{ formula: 'a + b' }]

/** Wire JSON as the typed method wants it. */
const typed = <T>(
  serializer: { deserialize: (data: unknown, type: string, format: string) => T },
  name: string,
  json: unknown,
) => serializer.deserialize(json, name, '')

const sent = (call: ApiCall | undefined) => ({
  method: call?.method,
  path: call?.path,
  query: Object.fromEntries(call?.query ?? []),
  body: call?.body,
  keys: [call?.headers['dd-api-key'], call?.headers['dd-application-key']],
})

interface Pair {
  name: string
  ours: DatadogCall<unknown>
  theirs: () => Promise<unknown>
}

const wire = (call: DatadogCall<unknown>) => JSON.parse(JSON.stringify(call.body))

function pairs(): Pair[] {
  const metrics = new v2.MetricsApi(theirs)
  const timeseries = calls.timeseriesQuery({
    ...range,
    interval: 10_000,
    queries: queries.map(({ aggregator: _, ...one }) => one),
    formulas,
  })
  const scalar = calls.scalarQuery({ ...range, queries, formulas })
  const logs = calls.itemSearch('logs', search)
  const spans = calls.itemSearch('spans', search)
  const rum = calls.itemSearch('rum', search)
  const events = calls.itemSearch('events', search)
  const llm = calls.itemSearch('llm', search)
  const correction = calls.createCorrection({ sloId: 'id', start: 1, end: 2, description: 'run 1' })
  const v2body = <T>(name: string, call: DatadogCall<unknown>) => ({
    body: typed(v2.ObjectSerializer, name, wire(call)) as T,
  })
  return [
    {
      name: 'timeseries',
      ours: timeseries,
      theirs: () => metrics.queryTimeseriesData(v2body('TimeseriesFormulaQueryRequest', timeseries)),
    },
    {
      name: 'scalar',
      ours: scalar,
      theirs: () => metrics.queryScalarData(v2body('ScalarFormulaQueryRequest', scalar)),
    },
    { name: 'logs', ours: logs, theirs: () => new v2.LogsApi(theirs).listLogs(v2body('LogsListRequest', logs)) },
    { name: 'spans', ours: spans, theirs: () => new v2.SpansApi(theirs).listSpans(v2body('SpansListRequest', spans)) },
    {
      name: 'rum',
      ours: rum,
      theirs: () => new v2.RUMApi(theirs).searchRUMEvents(v2body('RUMSearchEventsRequest', rum)),
    },
    {
      name: 'events',
      ours: events,
      theirs: () => new v2.EventsApi(theirs).searchEvents(v2body('EventsListRequest', events)),
    },
    {
      name: 'LLM spans',
      ours: llm,
      theirs: () => new v2.AgentObservabilityApi(theirs).searchLLMObsSpans(v2body('LLMObsSearchSpansRequest', llm)),
    },
    {
      name: 'monitors',
      ours: calls.monitorList('a:b,c:d'),
      theirs: () => new v1.MonitorsApi(theirs).listMonitors({ groupStates: 'all', monitorTags: 'a:b,c:d' }),
    },
    {
      name: 'monitor search',
      ours: calls.monitorSearch('tag:"a:b"'),
      theirs: () => new v1.MonitorsApi(theirs).searchMonitors({ query: 'tag:"a:b"', perPage: 100 }),
    },
    {
      name: 'SLO search',
      ours: calls.sloSearch('a:b', 20),
      theirs: () => new v1.ServiceLevelObjectivesApi(theirs).searchSLO({ query: 'a:b', pageSize: 20 }),
    },
    {
      name: 'SLO',
      ours: calls.slo('id'),
      theirs: () => new v1.ServiceLevelObjectivesApi(theirs).getSLO({ sloId: 'id' }),
    },
    {
      name: 'SLO history',
      ours: calls.sloHistory('id', 1, 2),
      theirs: () => new v1.ServiceLevelObjectivesApi(theirs).getSLOHistory({ sloId: 'id', fromTs: 1, toTs: 2 }),
    },
    {
      name: 'SLOs with a tag',
      ours: calls.slosTagged('a:b'),
      theirs: () => new v1.ServiceLevelObjectivesApi(theirs).listSLOs({ tagsQuery: 'a:b', limit: 1000 }),
    },
    {
      name: 'corrections of an SLO',
      ours: calls.correctionsOf('id'),
      theirs: () => new v1.ServiceLevelObjectivesApi(theirs).getSLOCorrections({ sloId: 'id' }),
    },
    {
      name: 'new correction',
      ours: correction,
      theirs: () =>
        new v1.ServiceLevelObjectiveCorrectionsApi(theirs).createSLOCorrection({
          body: typed(v1.ObjectSerializer, 'SLOCorrectionCreateRequest', wire(correction)),
        }),
    },
    { name: 'dashboards', ours: calls.dashboardList(), theirs: () => new v1.DashboardsApi(theirs).listDashboards() },
    {
      name: 'dashboard',
      ours: calls.dashboard('id'),
      theirs: () => new v1.DashboardsApi(theirs).getDashboard({ dashboardId: 'id' }),
    },
  ]
}

describe('each call is the one that the official client makes', () => {
  it('method, path, parameters, body and keys', async () => {
    api.on('', () => ({ body: {} }))
    for (const { name, ours: call, theirs: official } of pairs()) {
      api.calls.length = 0
      // An empty object is no answer to most of them; only what was sent matters here.
      await Promise.allSettled([official()])
      await Promise.allSettled([ours.call(call)])
      const [first, second] = api.calls
      expect(second, name).toBeDefined()
      expect(sent(second), name).toEqual(sent(first))
    }
  })
})
