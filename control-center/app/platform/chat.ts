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

const messagesSchema = z.object({
  messages: z.array(z.object({ role: z.string(), status: z.enum(['waiting', 'answered', 'failed']) })),
})
export type QuestionStatus = z.infer<typeof messagesSchema>['messages'][number]['status']

/** Who asks: a user of its own, so that nobody's conversations fill up. */
export const OUR_USER = { 'x-user-id': '6a1f0e0c-52a7-4d0b-9c55-0c8d6f2b7a10', 'x-user-name': 'Control%20center' }

/** The chat, as its customers use it, and its own statistics. */
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

  /** What became of the one question of a conversation of ours; null while none is stored. */
  async statusOf(conversationId: string): Promise<QuestionStatus | null> {
    const path = `/api/conversations/${conversationId}/messages`
    const { messages } = await requestJson(this.endpoint, path, messagesSchema, { headers: OUR_USER })
    return messages.find(message => message.role === 'user')?.status ?? null
  }
}
