import { z } from 'zod'
import { parseBody } from '../objects/body.ts'
import type { ApiRoutes } from './context.ts'
import { logItem, type StoredLog } from './logs/item.ts'
import { readTime } from './search/time.ts'

const time = z.union([z.string(), z.number()]).transform(String)
const body = z.object({
  query: z.string().default(''),
  time: z.object({ from: time, to: time }),
  sort: z.enum(['asc', 'desc']).default('desc'),
  limit: z.number().default(50),
  startAt: z.string().nullish(),
})

/** The older list of logs, which the official client still has. */
export const logV1Routes: ApiRoutes = (app, { search, now }) => {
  app.post('/api/v1/logs-queries/list', async request => {
    const { query, time, sort, limit, startAt } = parseBody(body, request.body)
    const { rows, cursor } = await search.search<StoredLog>('logs', {
      query,
      range: { from: readTime(time.from, now()), to: readTime(time.to, now()) },
      limit,
      order: sort === 'asc' ? 'ascending' : 'descending',
      ...(startAt ? { cursor: startAt } : {}),
    })
    return {
      status: 'done',
      nextLogId: cursor,
      logs: rows.map(row => {
        const { id, attributes: content } = logItem(row)
        return { id, content }
      }),
    }
  })
}
