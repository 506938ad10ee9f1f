import { randomUUID } from 'node:crypto'
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

const conversationSchema = z.object({ id: z.string() })
const acceptedSchema = z.object({ id: z.string(), status: z.literal('accepted') })
const messagesSchema = z.object({
  messages: z.array(z.object({ id: z.string(), role: z.string(), status: z.enum(['waiting', 'answered', 'failed']) })),
})

/** A question that is stored: durable, and on its way. */
export interface AcceptedQuestion {
  conversationId: string
  messageId: string
}

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

  /** Asks a question in a conversation of its own; resolves as soon as it is durable. */
  async ask(content: string): Promise<AcceptedQuestion> {
    const conversation = await requestJson(this.endpoint, '/api/conversations', conversationSchema, {
      method: 'POST',
      body: {},
    })
    const path = `/api/conversations/${conversation.id}/messages`
    const accepted = await requestJson(this.endpoint, path, acceptedSchema, {
      method: 'POST',
      body: { content },
      headers: { prefer: 'respond-async', 'idempotency-key': randomUUID() },
    })
    return { conversationId: conversation.id, messageId: accepted.id }
  }

  /** What became of a question so far. */
  async statusOf({ conversationId, messageId }: AcceptedQuestion): Promise<'waiting' | 'answered' | 'failed'> {
    const path = `/api/conversations/${conversationId}/messages`
    const { messages } = await requestJson(this.endpoint, path, messagesSchema)
    return messages.find(message => message.id === messageId)?.status ?? 'waiting'
  }
}
