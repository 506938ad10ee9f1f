import type { ReplyStats } from '@chat-demo/engine'
import { z } from 'zod'
import { type Endpoint, endpointOf, requestJson } from './http-json.ts'

const statsSchema = z.object({
  accepted: z.int(),
  answered: z.int(),
  failed: z.int(),
  waiting: z.int(),
  oldestWaitingSeconds: z.number().nullable(),
  timedOut: z.int(),
})
export type ChatStats = z.infer<typeof statsSchema>

const repliesSchema = z.object({
  count: z.int(),
  failed: z.int(),
  p50Seconds: z.number().nullable(),
  p95Seconds: z.number().nullable(),
})

/** The chat's own statistics, from its database. */
export class ChatClient {
  readonly endpoint: Endpoint

  constructor(url: string) {
    this.endpoint = endpointOf(url)
  }

  stats(): Promise<ChatStats> {
    return requestJson(this.endpoint, '/api/stats', statsSchema)
  }

  /** Replies that ended in the window; times in milliseconds since the epoch. */
  replies(window: { since: number; until?: number; last?: number }): Promise<ReplyStats> {
    const query = new URLSearchParams({ since: new Date(window.since).toISOString() })
    if (window.until !== undefined) query.set('until', new Date(window.until).toISOString())
    if (window.last !== undefined) query.set('last', String(window.last))
    return requestJson(this.endpoint, `/api/stats/replies?${query}`, repliesSchema)
  }
}
