import type { Owner } from '../widgets/model.ts'
import {
  isAnswer,
  isBackendRequest,
  isFrontendRequest,
  isModelCall,
  isQuery,
  isQuestionDelivery,
  isQuestionPublish,
  isReplyDelivery,
  isReplyPublish,
} from './message-spans.ts'
import type { Span } from './model.ts'
import { endOf } from './trace-tree.ts'

export type StopId =
  | 'sender'
  | 'frontend'
  | 'backend'
  | 'requests'
  | 'worker'
  | 'model'
  | 'worker-back'
  | 'replies'
  | 'backend-back'
  | 'frontend-back'
  | 'sender-back'
  | 'postgres'

/** A place that a message passes. Times in milliseconds after it was sent; null until they are known. */
export interface Stop {
  id: StopId
  owner: Owner
  name: string
  does: string
  /** When it arrives there. */
  at: number | null
  /** How long the way from the stop before takes. */
  hop: number | null
  /** The span that says so. */
  spanId: string | null
}

export interface MessageWay {
  stops: Stop[]
  /** Milliseconds from sent to the end of the reply; null while it is on its way. */
  total: number | null
  firstToken: number | null
  /** Milliseconds of the model's call. */
  model: number | null
}

/** What the sender knows itself; without it a browser's span says so, or the first span's start. */
interface Sender {
  /** When it was sent, milliseconds since the epoch. */
  sentAt?: number | null
  /** Milliseconds until it had the whole reply. */
  endedAfter?: number | null
}

/** The way of one question there and back, read from its trace. */
export function messageWay(spans: readonly Span[], { sentAt = null, endedAfter = null }: Sender = {}): MessageWay {
  const ordered = [...spans].sort((a, b) => a.start - b.start)
  const find = (test: (span: Span) => boolean) => ordered.find(test)
  const frontend = find(isFrontendRequest)
  const backend = find(isBackendRequest)
  const publish = find(isQuestionPublish)
  const delivery = find(isQuestionDelivery)
  const answer = find(isAnswer)
  const model = find(span => isModelCall(span) && inside(span, answer))
  const browser = find(span => span.owner === 'browser')
  const origin = browser?.start ?? sentAt ?? ordered[0]?.start ?? 0
  // The clocks of two machines may disagree by a little: nothing arrives before it was sent.
  const after = (at: number | undefined) => (at === undefined ? null : Math.max(0, at - origin))

  const sinceCall = Number(answer?.tags['chat.first_token_ms'] ?? Number.NaN)
  const firstOfModel = model && Number.isFinite(sinceCall) ? model.start + sinceCall : undefined
  const afterModel = (test: (span: Span) => boolean) => find(span => test(span) && !!model && span.start > model.start)
  const replyPublish = afterModel(span => isReplyPublish(span) && span.service === 'worker')
  const replyDelivery = afterModel(span => isReplyDelivery(span) && span.parentId === replyPublish?.id)
  const stored = backend && publish && lastQuery(ordered, backend, publish.start)
  const kept = answer && lastQuery(ordered, answer, Number.POSITIVE_INFINITY)
  const last = browser ?? frontend
  const ended = browser || endedAfter === null ? after(last && endOf(last)) : endedAfter

  const stops: Omit<Stop, 'hop'>[] = [
    browser
      ? stop('sender', 'browser', 'browser', 'sends', 0, browser)
      : stop('sender', 'ink', 'control center', 'sends', ordered.length > 0 ? 0 : null),
    stop('frontend', 'frontend', 'frontend', 'takes the request', after(frontend?.start), frontend),
    stop('backend', 'backend', 'backend', stored ? 'stores it' : 'takes it', after(backend?.start), backend),
    stop('requests', 'rabbitmq', 'chat.requests', 'queue', after(publish && endOf(publish)), publish),
    stop('worker', 'worker', 'worker', 'takes it from the queue', after(delivery?.start), delivery),
    stop('model', 'model', 'model', 'writes', after(model?.start), model),
    stop('worker-back', 'worker', 'worker', 'has the first token', after(firstOfModel), answer),
    stop('replies', 'rabbitmq', 'chat.replies', 'exchange', after(replyPublish?.start), replyPublish),
    stop('backend-back', 'backend', 'backend', 'streams', after(replyDelivery?.start), replyDelivery),
    stop('frontend-back', 'frontend', 'frontend', 'has passed on all', after(frontend && endOf(frontend)), frontend),
    stop('sender-back', browser ? 'browser' : 'ink', browser ? 'browser' : 'control center', 'has the reply', ended),
    stop('postgres', 'postgres', 'postgres', 'keeps the reply', after(kept?.start), kept),
  ]
  return {
    stops: withHops(stops),
    total: ended,
    firstToken: after(replyDelivery?.start),
    model: model?.duration ?? null,
  }
}

function stop(id: StopId, owner: Owner, name: string, does: string, at: number | null, span?: Span): Omit<Stop, 'hop'> {
  return { id, owner, name, does, at, spanId: span?.id ?? null }
}

/** Each stop with the time since the one before it that was passed; keeping the reply is beside the way. */
function withHops(stops: readonly Omit<Stop, 'hop'>[]): Stop[] {
  let before: number | null = null
  return stops.map(one => {
    const hop: number | null = one.at === null || before === null ? null : Math.max(0, one.at - before)
    if (one.at !== null && one.id !== 'postgres') before = one.at
    return { ...one, hop: one.id === 'postgres' || one.id === 'sender' ? null : hop }
  })
}

const inside = (span: Span, around: Span | undefined) => !around || span.start >= around.start - 1

const lastQuery = (ordered: readonly Span[], parent: Span, before: number) =>
  ordered.filter(span => isQuery(span) && span.parentId === parent.id && span.start <= before).at(-1)
