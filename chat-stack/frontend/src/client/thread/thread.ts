import type { Message, SseEvent } from '@chat-demo/common/contract'

/** Where a question stands. */
export type Phase =
  /** On its way to the shop, not known to be stored. */
  | 'sending'
  /** It could not be stored yet; the same question is being sent again. */
  | 'resending'
  /** It could not be stored; it is sent again when the person asks for it. */
  | 'unsaved'
  /** The shop refused it and will not take it as it is. */
  | 'refused'
  /** Stored; its reply has not begun, or has fallen silent. */
  | 'waiting'
  | 'streaming'
  | 'answered'
  | 'failed'

/** The text of one attempt as one connection delivered it. Connections count their deltas on their own. */
export interface Delivery {
  text: string
  /** Index of the delta that comes next. */
  next: number
}

/** A question and what has become of it. */
export interface Exchange {
  /** Stays the same for as long as the page is open: the idempotency key, or the message's id. */
  key: string
  messageId?: string
  question: string
  /** ISO 8601. */
  askedAt: string
  phase: Phase
  /** By the answer to the request that asked. */
  request?: Delivery & { ended?: boolean }
  /** By the conversation's stream. */
  stream?: Delivery
  /** The stored reply. */
  reply?: { id: string; text?: string; at: string; score?: number }
  /** No token came in time; the answer still comes. */
  overdue?: boolean
  /** The person chose to wait. */
  patient?: boolean
  /** The person asked the same once more, further down. */
  askedAgain?: boolean
  /** The person stopped reading: what was shown until then. */
  stoppedAt?: string
  /** Why it failed, was refused or could not be saved. */
  reason?: string
  retryable?: boolean
}

export interface Thread {
  exchanges: readonly Exchange[]
  /** What the conversation's stream brought of questions that are not known here yet, by message id. */
  strays: Readonly<Record<string, Delivery>>
  /** Somebody deleted the conversation. */
  deleted?: boolean
}

export const emptyThread: Thread = { exchanges: [], strays: {} }

/** Everything that changes a thread. */
export type ThreadEvent =
  | { type: 'asked'; key: string; content: string; at: string }
  | { type: 'resending'; key: string }
  | { type: 'unsaved'; key: string; reason: string }
  | { type: 'refused'; key: string; reason: string }
  /** The request was answered 504. */
  | { type: 'overdue'; key: string; messageId: string | undefined }
  /** The answer to the request has ended or broken off. */
  | { type: 'request-ended'; key: string }
  /** An event of the answer to the request that asked `key`. */
  | { type: 'request-event'; key: string; event: SseEvent; at: string }
  /** An event of the conversation's stream. */
  | { type: 'stream-event'; event: SseEvent; at: string }
  | { type: 'history'; messages: readonly Message[] }
  | { type: 'stopped'; key: string }
  | { type: 'read-on'; key: string }
  | { type: 'kept-waiting'; key: string }
  | { type: 'asked-again'; key: string }
  | { type: 'scored'; replyId: string; score: number }

/** The reply as far as it is known. */
export function replyText({ stoppedAt, reply, request, stream }: Exchange): string {
  if (stoppedAt !== undefined) return stoppedAt
  if (reply?.text !== undefined) return reply.text
  if (request !== undefined && !request.ended) return request.text
  const texts = [request?.text ?? '', stream?.text ?? '']
  return texts.reduce((longest, text) => (text.length > longest.length ? text : longest))
}

/** Whether the shop still works on it. */
export function isOpen({ phase }: Exchange): boolean {
  return phase === 'sending' || phase === 'resending' || phase === 'waiting' || phase === 'streaming'
}

/** Whether the person has to wait before the next question: not behind a reply that is overdue or was stopped. */
export function isBusy(exchange: Exchange): boolean {
  return isOpen(exchange) && !exchange.overdue && exchange.stoppedAt === undefined
}
