import { z } from 'zod'
import { ApiError } from '../context.ts'

const reducer = z.enum(['avg', 'min', 'max', 'sum', 'last', 'percentile', 'mean', 'l2norm', 'area'])
const named = { name: z.string().optional() }

const metricsQuery = z.object({
  ...named,
  data_source: z.enum(['metrics', 'cloud_cost']),
  query: z.string(),
  aggregator: reducer.optional(),
})

const eventsQuery = z.object({
  ...named,
  data_source: z.enum([
    'logs',
    'spans',
    'rum',
    'events',
    'llm_observability',
    'database_queries',
    'network',
    'security_signals',
    'profiles',
    'audit',
    'ci_tests',
    'ci_pipelines',
    'incident_analytics',
    'product_analytics',
    'on_call_events',
    'dora',
    'errors',
  ]),
  compute: z.object({
    aggregation: z.string(),
    metric: z.string().optional(),
    /** Milliseconds. */
    interval: z.number().positive().optional(),
  }),
  search: z.object({ query: z.string() }).optional(),
  group_by: z
    .array(
      z.object({
        facet: z.string(),
        limit: z.number().int().positive().max(10_000).optional(),
        sort: z
          .object({
            aggregation: z.string(),
            metric: z.string().optional(),
            order: z.enum(['asc', 'desc']).default('desc'),
          })
          .optional(),
      }),
    )
    .optional(),
})

const apmQuery = z.object({
  ...named,
  data_source: z.enum(['apm_metrics', 'apm_resource_stats']),
  stat: z.string(),
  env: z.string().optional(),
  service: z.string().optional(),
  query_filter: z.string().optional(),
  operation_name: z.string().optional(),
  resource_name: z.string().optional(),
  span_kind: z.string().optional(),
  group_by: z.array(z.string()).optional(),
})

const sloQuery = z.object({
  ...named,
  data_source: z.literal('slo'),
  slo_id: z.string(),
  measure: z.string(),
  group_mode: z.enum(['overall', 'components']).default('overall'),
})

const query = z.discriminatedUnion('data_source', [metricsQuery, eventsQuery, apmQuery, sloQuery])
export type Query = z.infer<typeof query>
export type EventsQuery = z.infer<typeof eventsQuery>
export type ApmQuery = z.infer<typeof apmQuery>
export type SloQuery = z.infer<typeof sloQuery>

const formula = z.object({
  formula: z.string(),
  limit: z.object({ count: z.number().int().positive(), order: z.enum(['asc', 'desc']).default('desc') }).optional(),
})
export type Formula = z.infer<typeof formula>

const attributes = {
  /** Unix milliseconds. */
  from: z.number(),
  to: z.number(),
  queries: z.array(query).min(1),
  formulas: z.array(formula).optional(),
}

const request = <T extends string, A extends z.ZodRawShape>(type: T, shape: A) =>
  z.object({ data: z.object({ type: z.literal(type), attributes: z.object(shape) }) })

export const timeseriesRequest = request('timeseries_request', {
  ...attributes,
  /** Milliseconds, a wish. */
  interval: z.number().positive().optional(),
})
export const scalarRequest = request('scalar_request', attributes)

export const queryParameters = z.object({
  /** Unix seconds. */
  from: z.coerce.number(),
  to: z.coerce.number(),
  query: z.string().min(1),
})

export const metadataBody = z.object({
  type: z.string().optional(),
  description: z.string().optional(),
  short_name: z.string().optional(),
  unit: z.string().optional(),
  per_unit: z.string().optional(),
  statsd_interval: z.number().optional(),
})

/** What was sent, as wanted; else 400 with each thing that is wrong with it. */
export function read<T>(schema: z.ZodType<T>, sent: unknown): T {
  const parsed = schema.safeParse(sent)
  if (parsed.success) return parsed.data
  throw new ApiError(
    400,
    parsed.error.issues.map(issue => `${issue.path.join('.') || 'body'}: ${issue.message}`),
  )
}
