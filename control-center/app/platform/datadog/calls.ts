import { z } from 'zod'
import { dashboardListSchema, dashboardSchema } from '../widgets/definition.ts'
import { unitPairSchema } from '../widgets/units.ts'
import type { DatadogCall } from './client.ts'

/** Every call that is made of Datadog, with the part of its answer that is used. */

const numbers = z.array(z.number().nullable())

const timeseriesAnswer = z.looseObject({
  data: z.looseObject({
    attributes: z.looseObject({
      series: z
        .array(
          z.looseObject({
            group_tags: z.array(z.string()).nullish(),
            query_index: z.number(),
            unit: unitPairSchema,
          }),
        )
        .default([]),
      times: z.array(z.number()).default([]),
      values: z.array(numbers).default([]),
    }),
  }),
  errors: z.string().nullish(),
})

const scalarAnswer = z.looseObject({
  data: z.looseObject({
    attributes: z.looseObject({
      columns: z
        .array(
          z.union([
            z.looseObject({ type: z.literal('group'), name: z.string(), values: z.array(z.array(z.string())) }),
            z.looseObject({
              type: z.literal('number'),
              name: z.string().nullish(),
              values: numbers,
              meta: z.looseObject({ unit: unitPairSchema }).nullish(),
            }),
          ]),
        )
        .default([]),
    }),
  }),
  errors: z.string().nullish(),
})

export type TimeseriesAnswer = z.infer<typeof timeseriesAnswer>
export type ScalarAnswer = z.infer<typeof scalarAnswer>

interface MetricBody {
  from: number
  to: number
  queries: readonly unknown[]
  formulas: readonly { formula: string }[]
}

export function timeseriesQuery(body: MetricBody & { interval: number }): DatadogCall<TimeseriesAnswer> {
  return {
    method: 'POST',
    path: '/api/v2/query/timeseries',
    body: { data: { type: 'timeseries_request', attributes: body } },
    answer: timeseriesAnswer,
    bucket: 'timeseries',
    permission: 'timeseries_query',
  }
}

export function scalarQuery(body: MetricBody): DatadogCall<ScalarAnswer> {
  return {
    method: 'POST',
    path: '/api/v2/query/scalar',
    body: { data: { type: 'scalar_request', attributes: body } },
    answer: scalarAnswer,
    bucket: 'scalar',
    permission: 'timeseries_query',
  }
}

const itemsAnswer = z.looseObject({
  data: z
    .array(z.looseObject({ id: z.string().nullish(), attributes: z.looseObject({}) }))
    .nullish()
    .transform(data => data ?? []),
  meta: z.looseObject({ page: z.looseObject({ after: z.string().nullish() }).nullish() }).nullish(),
})
export type ItemsAnswer = z.infer<typeof itemsAnswer>

interface SearchBody {
  query: string
  indexes: readonly string[]
  from: number
  to: number
  limit: number
  /** Where an earlier page ended. */
  cursor?: string
}

const iso = (at: number) => new Date(at).toISOString()

/** Newest first. */
export function itemSearch(
  kind: 'logs' | 'spans' | 'rum' | 'llm' | 'events',
  { query, indexes, from, to, limit, cursor }: SearchBody,
): DatadogCall<ItemsAnswer> {
  const filter = { query: query || '*', from: iso(from), to: iso(to) }
  const page = cursor === undefined ? { limit } : { limit, cursor }
  const flat = { filter, sort: '-timestamp', page }
  const common = { method: 'POST' as const, answer: itemsAnswer, bucket: kind }
  switch (kind) {
    case 'logs': {
      const body = indexes.length > 0 ? { ...flat, filter: { ...filter, indexes } } : flat
      return { ...common, path: '/api/v2/logs/events/search', body, permission: 'logs_read_data' }
    }
    case 'spans':
      return {
        ...common,
        path: '/api/v2/spans/events/search',
        body: { data: { type: 'search_request', attributes: flat } },
        permission: 'apm_read',
      }
    case 'rum':
      return { ...common, path: '/api/v2/rum/events/search', body: flat, permission: 'rum_apps_read' }
    case 'events':
      return { ...common, path: '/api/v2/events/search', body: flat, permission: 'events_read' }
    case 'llm':
      return {
        ...common,
        path: '/api/v2/llm-obs/v1/spans/events/search',
        body: { data: { type: 'spans', attributes: { filter, sort: '-timestamp', page } } },
        permission: 'llm_observability_read',
      }
  }
}

const seconds = z.number().nullish()
const monitorGroup = z.looseObject({
  status: z.string().nullish(),
  last_triggered_ts: seconds,
  last_resolved_ts: seconds,
  last_nodata_ts: seconds,
})
const monitor = z.looseObject({
  id: z.number(),
  name: z.string(),
  type: z.string(),
  query: z.string().default(''),
  message: z.string().nullish(),
  tags: z.array(z.string()).nullish(),
  priority: z.number().nullish(),
  overall_state: z.string().nullish(),
  overall_state_modified: z.union([z.string(), z.number()]).nullish(),
  state: z.looseObject({ groups: z.record(z.string(), monitorGroup).nullish() }).nullish(),
})
export type MonitorAnswer = z.infer<typeof monitor>

export function monitorList(tags: string): DatadogCall<MonitorAnswer[]> {
  return {
    method: 'GET',
    path: '/api/v1/monitor',
    query: { group_states: 'all', monitor_tags: tags },
    answer: z.array(monitor),
    bucket: 'monitor-list',
    permission: 'monitors_read',
  }
}

const monitorSearchAnswer = z.looseObject({
  monitors: z
    .array(
      z.looseObject({
        id: z.number(),
        name: z.string(),
        status: z.string().nullish(),
        last_triggered_ts: seconds,
      }),
    )
    .default([]),
})
export type MonitorSearchAnswer = z.infer<typeof monitorSearchAnswer>

export function monitorSearch(query: string): DatadogCall<MonitorSearchAnswer> {
  return {
    method: 'GET',
    path: '/api/v1/monitor/search',
    query: { query, per_page: '100' },
    answer: monitorSearchAnswer,
    bucket: 'monitor-search',
    permission: 'monitors_read',
  }
}

const sloStatus = z.looseObject({
  sli: z.number().nullish(),
  state: z.string().nullish(),
  error_budget_remaining: z.number().nullish(),
})
const sloSearchAnswer = z.looseObject({
  data: z.looseObject({
    attributes: z.looseObject({
      slos: z
        .array(
          z.looseObject({
            data: z.looseObject({
              id: z.string(),
              attributes: z.looseObject({
                name: z.string(),
                status: sloStatus.nullish(),
                thresholds: z.array(z.looseObject({ timeframe: z.string(), target: z.number() })).nullish(),
                overall_status: z
                  .array(
                    z.looseObject({
                      status: z.number().nullish(),
                      state: z.string().nullish(),
                      target: z.number().nullish(),
                      timeframe: z.string().nullish(),
                      error_budget_remaining: z.number().nullish(),
                    }),
                  )
                  .nullish(),
              }),
            }),
          }),
        )
        .default([]),
    }),
  }),
})
export type SloSearchAnswer = z.infer<typeof sloSearchAnswer>

export function sloSearch(query: string, limit: number): DatadogCall<SloSearchAnswer> {
  return {
    method: 'GET',
    path: '/api/v1/slo/search',
    query: { query, 'page[size]': String(limit) },
    answer: sloSearchAnswer,
    bucket: 'slo-search',
    permission: 'slos_read',
  }
}

const sloAnswer = z.looseObject({
  data: z.looseObject({
    name: z.string(),
    thresholds: z.array(z.looseObject({ timeframe: z.string(), target: z.number() })).default([]),
  }),
})
export type SloAnswer = z.infer<typeof sloAnswer>

const sloHistoryAnswer = z.looseObject({
  data: z
    .looseObject({
      overall: z
        .looseObject({
          sli_value: z.number().nullish(),
          error_budget_remaining: z.record(z.string(), z.number().nullable()).nullish(),
        })
        .nullish(),
    })
    .nullish(),
})
export type SloHistoryAnswer = z.infer<typeof sloHistoryAnswer>

export function slo(id: string): DatadogCall<SloAnswer> {
  return {
    method: 'GET',
    path: `/api/v1/slo/${encodeURIComponent(id)}`,
    answer: sloAnswer,
    bucket: 'slo',
    permission: 'slos_read',
  }
}

/** Times in seconds. */
export function sloHistory(id: string, from: number, to: number): DatadogCall<SloHistoryAnswer> {
  return {
    method: 'GET',
    path: `/api/v1/slo/${encodeURIComponent(id)}/history`,
    query: { from_ts: String(from), to_ts: String(to) },
    answer: sloHistoryAnswer,
    bucket: 'slo',
    permission: 'slos_read',
  }
}

const sloList = z.looseObject({
  data: z.array(z.looseObject({ id: z.string(), name: z.string(), tags: z.array(z.string()).nullish() })).default([]),
})
export type SloListAnswer = z.infer<typeof sloList>

/** SLOs with one tag: the API takes no more than one. */
export function slosTagged(tag: string): DatadogCall<SloListAnswer> {
  return {
    method: 'GET',
    path: '/api/v1/slo',
    query: { tags_query: tag, limit: '1000' },
    answer: sloList,
    bucket: 'slo',
    permission: 'slos_read',
  }
}

const correctionsOfSlo = z.looseObject({
  data: z
    .array(z.looseObject({ attributes: z.looseObject({ description: z.string().nullish() }).nullish() }))
    .default([]),
})

export function correctionsOf(sloId: string): DatadogCall<z.infer<typeof correctionsOfSlo>> {
  return {
    method: 'GET',
    path: `/api/v1/slo/${encodeURIComponent(sloId)}/corrections`,
    answer: correctionsOfSlo,
    bucket: 'slo',
    permission: 'slos_read',
  }
}

/** Times in seconds. */
export interface NewCorrection {
  sloId: string
  start: number
  end: number
  description: string
}

export function createCorrection({ sloId, start, end, description }: NewCorrection): DatadogCall<unknown> {
  const attributes = { category: 'Other', description, end, slo_id: sloId, start, timezone: 'UTC' }
  return {
    method: 'POST',
    path: '/api/v1/slo/correction',
    body: { data: { attributes, type: 'correction' } },
    answer: z.looseObject({}),
    bucket: 'slo-correction',
    permission: 'slos_corrections',
  }
}

export function dashboardList(): DatadogCall<z.infer<typeof dashboardListSchema>> {
  return {
    method: 'GET',
    path: '/api/v1/dashboard',
    answer: dashboardListSchema,
    bucket: 'dashboards',
    permission: 'dashboards_read',
  }
}

export function dashboard(id: string): DatadogCall<z.infer<typeof dashboardSchema>> {
  return {
    method: 'GET',
    path: `/api/v1/dashboard/${encodeURIComponent(id)}`,
    answer: dashboardSchema,
    bucket: 'dashboards',
    permission: 'dashboards_read',
  }
}
