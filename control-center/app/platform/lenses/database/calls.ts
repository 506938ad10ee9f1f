import { z } from 'zod'
import type { DatadogCall } from '../../datadog/client.ts'

const text = z.string().nullish()
const number = z.number().nullish()

/** A sample of Database Monitoring, with the part that is used; names are the Agent's. */
const sample = z.looseObject({
  timestamp: z.union([z.string(), z.number()]).nullish(),
  service: text,
  custom: z.looseObject({
    pid: number,
    blocking_pids: z.array(z.number()).nullish(),
    state: text,
    application_name: text,
    service: text,
    trace_id: text,
    xact_start: text,
    query_start: text,
    /** Nanoseconds. */
    duration: number,
    db: z
      .looseObject({
        statement: text,
        query_signature: text,
        instance: text,
        user: text,
        wait_event_type: text,
        wait_event: text,
        plan: z
          .looseObject({
            /** JSON of EXPLAIN. */
            definition: text,
            collection_errors: z.array(z.looseObject({ code: text, message: text })).nullish(),
          })
          .nullish(),
      })
      .default({}),
  }),
})
export type DatabaseSample = z.infer<typeof sample>

const samplesAnswer = z.looseObject({
  result: z.looseObject({
    events: z.array(z.looseObject({ event: sample })).default([]),
  }),
})
export type SamplesAnswer = z.infer<typeof samplesAnswer>

interface SampleSearch {
  query: string
  /** Milliseconds. */
  from: number
  to: number
  limit: number
}

/**
 * Samples of Database Monitoring, newest first. Datadog documents this call for its own application's host; the key
 * must have no scopes.
 */
export function databaseSamples({ query, from, to, limit }: SampleSearch): DatadogCall<SamplesAnswer> {
  return {
    method: 'POST',
    host: 'app',
    path: '/api/v1/logs-analytics/list',
    query: { type: 'databasequery' },
    body: {
      list: {
        indexes: ['databasequery'],
        limit,
        search: { query },
        sorts: [{ time: { order: 'desc' } }],
        time: { from, to },
      },
    },
    answer: samplesAnswer,
    bucket: 'database',
    permission: 'Database Monitoring; it wants a key without scopes',
  }
}
