import { z } from 'zod'

/** The user of requests that carry no `x-user-id`. */
export const guestId = '00000000-0000-0000-0000-000000000000'

/** What a conversation is called until its first question or a rename gives it a title. */
export const untitled = 'New conversation'

/** `x-user-name` is percent-encoded (encodeURIComponent), as a header holds ASCII only. */
export const userHeaders = z.looseObject({
  'x-user-id': z.uuid('x-user-id must be a UUID').optional(),
  'x-user-name': z.string().max(400).optional(),
})

export const newMessageHeaders = userHeaders.extend({
  'idempotency-key': z.string().min(1).max(255).optional(),
})

export const conversation = z.object({
  id: z.uuid(),
  title: z.string(),
})
export type Conversation = z.output<typeof conversation>

export const conversationSummary = conversation.extend({
  /** ISO 8601. */
  updatedAt: z.string(),
  /** The beginning of the newest message; empty when there is none. */
  preview: z.string(),
})
export type ConversationSummary = z.output<typeof conversationSummary>

/** `GET /api/conversations`: the user's own, the newest first. */
export const conversationList = z.object({ conversations: z.array(conversationSummary) })

export const messageStatus = z.enum(['waiting', 'answered', 'failed'])
export type MessageStatus = z.output<typeof messageStatus>

export const message = z.object({
  id: z.uuid(),
  role: z.enum(['user', 'assistant']),
  content: z.string(),
  /** Of a question: what became of it. A reply is always `answered`. */
  status: messageStatus,
  /** Of a failed question: why, in a sentence for people. */
  reason: z.string().optional(),
  /** Of a failed question: whether asking again may help. */
  retryable: z.boolean().optional(),
  /** Of a reply: the id of the question it answers. */
  questionId: z.uuid().optional(),
  /** Of a reply: the feedback it was given. */
  score: z.number().optional(),
  createdAt: z.string(),
})
export type Message = z.output<typeof message>

/** `GET /api/conversations/:id/messages`: oldest first. */
export const messageList = z.object({ messages: z.array(message) })

/** Limit of a question in characters; its limit in tokens is the backend's own. */
export const maxQuestionCharacters = 8_000

export const newMessage = z.object({
  content: z
    .string()
    .max(maxQuestionCharacters, `content must have at most ${maxQuestionCharacters} characters`)
    .refine(text => text.trim() !== '', 'content must not be empty'),
})

export const conversationTitle = z
  .string()
  .trim()
  .min(1, 'title must not be empty')
  .max(200, 'title must have at most 200 characters')

/** Thumbs up 1, thumbs down -1, taken back 0. */
export const feedback = z.object({
  score: z.union([z.literal(-1), z.literal(0), z.literal(1)], 'score must be -1, 0 or 1'),
})

export const accepted = z.object({ id: z.uuid(), status: z.literal('accepted') })

/** `GET /api/stats`: lost = accepted - answered - failed - waiting. */
export const stats = z.object({
  accepted: z.number().int(),
  answered: z.number().int(),
  failed: z.number().int(),
  waiting: z.number().int(),
  oldestWaitingSeconds: z.number().int(),
  /** Accepted questions whose request was answered 504. */
  timedOut: z.number().int(),
})
export type Stats = z.output<typeof stats>

/** `GET /api/stats/replies`: seconds from a question's acceptance to the end of its reply; null when none ended. */
export const replyStats = z.object({
  count: z.number().int(),
  failed: z.number().int(),
  p50Seconds: z.number().nullable(),
  p95Seconds: z.number().nullable(),
})
export type ReplyStats = z.output<typeof replyStats>
