import { client, v1, v2 } from '@datadog/datadog-api-client'
import type { RunFile } from './product.ts'

/** Datadog's official client, pointed at the product's API. */
export function datadog({ datadog: { apiUrl, apiKey, appKey } }: RunFile) {
  const headers = { 'dd-api-key': apiKey, 'dd-application-key': appKey, 'content-type': 'application/json' }
  const configuration = client.createConfiguration({
    baseServer: new client.BaseServerConfiguration(apiUrl, {}),
    authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey },
  })
  for (const operation of ['getTraceByID', 'searchLLMObsSpans'])
    configuration.unstableOperations[`v2.${operation}`] = true
  return {
    spans: new v2.SpansApi(configuration),
    traces: new v2.APMTraceApi(configuration),
    logs: new v2.LogsApi(configuration),
    rum: new v2.RUMApi(configuration),
    llm: new v2.AgentObservabilityApi(configuration),
    metrics: new v1.MetricsApi(configuration),
    monitors: new v1.MonitorsApi(configuration),
    /** The last `minutes` of a metric query: one number per series, its newest value. */
    async newest(query: string, minutes = 5): Promise<Map<string, number>> {
      const to = Math.floor(Date.now() / 1000)
      const { series = [] } = await new v1.MetricsApi(configuration).queryMetrics({
        from: to - minutes * 60,
        to,
        query,
      })
      return new Map(
        series.flatMap(({ scope = '*', pointlist = [] }) => {
          const value = pointlist.map(([, each]) => each).findLast(each => each !== null && each !== undefined)
          return value === undefined ? [] : [[scope, value] as const]
        }),
      )
    },
    /** Everything that a count query has counted since `from` (Unix milliseconds). */
    async total(query: string, from: number): Promise<number> {
      const to = Math.floor(Date.now() / 1000) + 10
      const { series = [] } = await new v1.MetricsApi(configuration).queryMetrics({
        from: Math.floor(from / 1000),
        to,
        query,
      })
      return series
        .flatMap(({ pointlist = [] }) => pointlist.map(([, value]) => value ?? 0))
        .reduce((sum, value) => sum + value, 0)
    },
    /** Stops synthetic tests from asking questions of their own; `resume` lets those that ran go on. */
    async pauseSynthetics() {
      const synthetics = new v1.SyntheticsApi(configuration)
      const { tests = [] } = await synthetics.listTests()
      const live = tests.flatMap(({ publicId, status }) => (publicId && status === 'live' ? [publicId] : []))
      const set = (newStatus: 'live' | 'paused') =>
        Promise.all(live.map(publicId => synthetics.updateTestPauseStatus({ publicId, body: { newStatus } })))
      await set('paused')
      return { resume: () => set('live') }
    },
    /** Samples of Database Monitoring; its list endpoint has no method in the client. */
    async databaseSamples(query: string, from: number) {
      const response = await fetch(`${apiUrl}/api/v1/logs-analytics/list?type=databasequery`, {
        method: 'POST',
        headers,
        body: JSON.stringify({
          list: { indexes: ['databasequery'], limit: 500, search: { query }, time: { from, to: Date.now() + 1000 } },
        }),
      })
      if (!response.ok) throw new Error(`databasequery: ${response.status} ${await response.text()}`)
      const { result } = (await response.json()) as { result: { events: { event: { custom: DatabaseSample } }[] } }
      return result.events.map(({ event }) => event.custom)
    },
  }
}
export type Datadog = ReturnType<typeof datadog>

interface DatabaseSample {
  trace_id?: string
  blocking_pids?: number[]
  db: { statement: string; wait_event_type?: string; wait_event?: string }
}

export interface Span {
  id: string
  parent: string
  service: string
  name: string
  resource: string
  custom: Record<string, unknown>
}

/** All spans of a trace, ids as decimal text: as numbers they would lose digits. */
export async function spansOf({ spans }: Datadog, traceId: string): Promise<Span[]> {
  const { data = [] } = await spans.listSpans({
    body: {
      data: {
        type: 'search_request',
        attributes: { filter: { query: `trace_id:${traceId}`, from: 'now-15m', to: 'now' }, page: { limit: 1000 } },
      },
    },
  })
  return data.map(({ attributes }) => ({
    id: String(attributes?.spanId),
    parent: String(attributes?.parentId),
    service: String(attributes?.service),
    name: String(attributes?.additionalProperties?.operation_name ?? ''),
    resource: String(attributes?.resourceName),
    custom: attributes?.custom ?? {},
  }))
}

/** `_unparsed` anywhere in what the client made of an answer: a field that is not as the real API has it. */
export function unparsed(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '_unparsed' && inner === true ? [path || '.'] : unparsed(inner, `${path}.${key}`),
  )
}
