import { z } from 'zod'

/** Token counts as the model's API names them. */
export const usage = z.object({
  prompt_tokens: z.number().int(),
  completion_tokens: z.number().int(),
  total_tokens: z.number().int(),
})
export type Usage = z.output<typeof usage>

/** Why a question failed, as people read it, and whether asking again may help. */
export const failure = z.object({ reason: z.string(), retryable: z.boolean() })
export type Failure = z.output<typeof failure>

/** Place of an acceptance or an end in the order in which a conversation's rows were committed. */
const position = z.number().int()

/**
 * What travels on exchange `chat.replies`, routing key = conversation id. `attempt` names one attempt at a reply, so
 * that what an abandoned attempt still sends is told from the present one.
 */
export const replyEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('accepted'), messageId: z.uuid(), position }),
  z.object({
    type: z.literal('delta'),
    messageId: z.uuid(),
    attempt: z.string(),
    index: z.number().int().min(0),
    text: z.string(),
  }),
  z.object({ type: z.literal('restart'), messageId: z.uuid(), attempt: z.string() }),
  z.object({
    type: z.literal('done'),
    messageId: z.uuid(),
    attempt: z.string(),
    /** How many deltas the attempt sent: fewer seen means that some were lost. */
    deltas: z.number().int().min(0),
    replyId: z.uuid(),
    usage: usage.nullable(),
    position,
  }),
  z.object({ type: z.literal('failed'), messageId: z.uuid(), reason: z.string(), retryable: z.boolean(), position }),
  z.object({ type: z.literal('deleted') }),
])
export type ReplyEvent = z.output<typeof replyEvent>

/**
 * Server-sent events of the chat API by name. Every one names its question. `index` counts the deltas of one stream
 * since its start or its last `restart`, without a gap. `late` ends a stream whose reply has fallen silent; the reply
 * then arrives on `GET /api/conversations/:id/stream`. `deleted`: the conversation is gone; the stream ends.
 */
export const sseEvents = {
  accepted: z.object({ messageId: z.uuid() }),
  delta: z.object({ messageId: z.uuid(), index: z.number().int().min(0), text: z.string() }),
  restart: z.object({ messageId: z.uuid() }),
  done: z.object({ messageId: z.uuid(), replyId: z.uuid(), usage: usage.nullable() }),
  failed: z.object({ messageId: z.uuid(), reason: z.string(), retryable: z.boolean() }),
  late: z.object({ messageId: z.uuid() }),
  deleted: z.object({}),
}
export type SseEventName = keyof typeof sseEvents
export type SseEvent = { [N in SseEventName]: { event: N; data: z.output<(typeof sseEvents)[N]> } }[SseEventName]
