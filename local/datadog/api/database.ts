import { z } from 'zod'
import { parseBody } from '../objects/body.ts'
import { ApiError, type ApiRoutes } from './context.ts'
import { allTags, present } from './search/answers.ts'
import { nest } from './search/nest.ts'
import { readTime } from './search/time.ts'

interface Sample {
  time: number
  kind: string
  query_signature: string
  statement: string
  database: string
  user: string
  service: string
  env: string
  host: string
  wait_event_type: string
  wait_event: string
  trace_id: string
  tags: string[]
  attributes: Record<string, unknown>
}

const order = z.object({ time: z.object({ order: z.enum(['asc', 'desc']) }) })
const time = z.union([z.string(), z.number()]).transform(String)
const body = z.object({
  list: z.object({
    indexes: z.array(z.string()).optional(),
    limit: z.number().default(50),
    search: z.object({ query: z.string().default('') }).default({ query: '' }),
    sorts: z.array(z.union([order, z.string()])).default([]),
    time: z.object({ from: time, to: time }),
    startAt: z.string().nullish(),
  }),
})

/** Samples, waits and plans of Database Monitoring, as the list endpoint of the app's own host answers them. */
export const databaseRoutes: ApiRoutes = (app, { search, now }) => {
  app.post<{ Querystring: { type?: string } }>('/api/v1/logs-analytics/list', async request => {
    if (request.query.type !== 'databasequery') {
      throw new ApiError(501, [`POST /api/v1/logs-analytics/list is answered for type=databasequery only.`])
    }
    const startedAt = performance.now()
    const { list } = parseBody(body, request.body)
    const [sort] = list.sorts
    const ascending = typeof sort === 'string' ? !sort.startsWith('-') : sort?.time.order === 'asc'
    const range = { from: readTime(list.time.from, now()), to: readTime(list.time.to, now()) }
    const { rows, cursor } = await search.search<Sample>('database', {
      query: list.search.query,
      range,
      limit: list.limit,
      order: ascending ? 'ascending' : 'descending',
      ...(list.startAt ? { cursor: list.startAt } : {}),
    })
    return {
      status: 'done',
      type: 'status',
      elapsed: Math.round(performance.now() - startedAt),
      hitCount: rows.length,
      nextLogId: cursor,
      result: { events: rows.map(event) },
    }
  })
}

function event(sample: Sample, index: number) {
  const { service, env, host } = sample
  const { db: own, ...attributes } = sample.attributes
  return {
    id: Buffer.from(`${sample.time}/${sample.kind}/${sample.query_signature}/${index}`).toString('base64url'),
    event: {
      timestamp: new Date(sample.time).toISOString(),
      ...present({ service, env, host }),
      tags: allTags(sample.tags, { service, env, host }),
      custom: {
        dbm_type: sample.kind,
        ...attributes,
        ...present({ trace_id: sample.trace_id, env, service }),
        db: {
          ...nest(
            Object.entries(
              present({
                statement: sample.statement,
                query_signature: sample.query_signature,
                instance: sample.database,
                name: sample.database,
                user: sample.user,
                wait_event_type: sample.wait_event_type,
                wait_event: sample.wait_event,
              }),
            ),
          ),
          ...(typeof own === 'object' && own !== null ? own : {}),
        },
      },
    },
  }
}
