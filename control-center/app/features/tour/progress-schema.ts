import { z } from 'zod'

const time = z.iso.datetime()

/** The chat message that the tour sent. */
const messageSchema = z.object({
  conversationId: z.string(),
  /** The one trace that it leaves. */
  traceId: z.string(),
  content: z.string(),
  sentAt: time,
  /** `accepted` is stored; `answered` and `failed` are its end. */
  state: z.enum(['sent', 'accepted', 'answered', 'failed']),
  /** What the chat said instead of answering at once. */
  problem: z.string().nullable(),
  endedAt: time.nullable(),
})
export type SentMessage = z.infer<typeof messageSchema>

/** One tour as it is being given: the same for all who look. Times are the server's. */
export const progressSchema = z.object({
  /** Of this time that the tour is given. */
  id: z.string(),
  tour: z.string(),
  by: z.string(),
  startedAt: time,
  step: z.string(),
  /** When the present step was entered. */
  enteredAt: time,
  /** Seconds in each step before the present visit, without pauses. */
  spent: z.record(z.string(), z.number()),
  pausedAt: time.nullable(),
  /** Seconds paused since the present step was entered. */
  pausedSeconds: z.number(),
  /** When each step's gate was first green. What was seen stays seen. */
  green: z.record(z.string(), time),
  /** When each step's button was last pressed with success. */
  done: z.record(z.string(), time),
  message: messageSchema.nullable(),
})
export type Progress = z.infer<typeof progressSchema>
