import type { TraceDetail } from './model.ts'

/** What is told of a message that is followed; `after` in milliseconds since it was sent. */
export type FollowEvent =
  | { event: 'sent'; at: string; conversationId: string; traceId: string; content: string }
  | { event: 'accepted'; after: number; messageId: string }
  | { event: 'delta'; after: number; text: string }
  | { event: 'restart'; after: number }
  | { event: 'done'; after: number }
  | { event: 'refused'; after: number; status: number | null; detail: string }
  | { event: 'trace'; detail: TraceDetail }
  | { event: 'problem'; detail: string }
