import { z } from 'zod'
import type { DatadogCall } from '../../datadog/client.ts'

const text = z.string().nullish()
const number = z.number().nullish()

/** An event of a browser as RUM searches answer it; durations are nanoseconds. */
export const rumEvent = z.looseObject({
  timestamp: z.string(),
  attributes: z.looseObject({
    type: text,
    session: z.looseObject({ id: z.string() }),
    usr: z.looseObject({ id: text, name: text }).nullish(),
    view: z
      .looseObject({ id: text, name: text, url: text, url_path: text, time_spent: number, loading_time: number })
      .nullish(),
    action: z
      .looseObject({ name: text, type: text, target: z.looseObject({ name: text }).nullish(), loading_time: number })
      .nullish(),
    error: z.looseObject({ message: text, source: text }).nullish(),
    resource: z
      .looseObject({ url: text, url_path: text, method: text, status_code: number, duration: number, type: text })
      .nullish(),
    _dd: z.looseObject({ trace_id: z.union([z.string(), z.number()]).nullish() }).nullish(),
  }),
})
export type RumEvent = z.infer<typeof rumEvent> & { id: string }

const aggregateAnswer = z.looseObject({
  data: z.looseObject({
    buckets: z
      .array(z.looseObject({ computes: z.record(z.string(), z.union([z.number(), z.null(), z.unknown()])).nullish() }))
      .nullish(),
  }),
})
export type AggregateAnswer = z.infer<typeof aggregateAnswer>

/** The third quartile of each of `measures`, named `c0`, `c1` … in the answer. */
export function rumQuartiles(
  query: string,
  measures: readonly string[],
  from: number,
  to: number,
): DatadogCall<AggregateAnswer> {
  return {
    method: 'POST',
    path: '/api/v2/rum/analytics/aggregate',
    body: {
      filter: { query, from: new Date(from).toISOString(), to: new Date(to).toISOString() },
      compute: measures.map(metric => ({ aggregation: 'pc75', metric, type: 'total' })),
    },
    answer: aggregateAnswer,
    bucket: 'rum-aggregate',
    permission: 'rum_apps_read',
  }
}
