import type { FollowEvent } from '../../platform/lenses/follow-events.ts'
import { type MessageWay, messageWay, type StopId } from '../../platform/lenses/hops.ts'
import type { TraceDetail } from '../../platform/lenses/model.ts'

/** One message as far as it is known. Times in milliseconds after it was sent. */
export interface Followed {
  content: string | null
  /** Milliseconds since the epoch; null of one that somebody else sent. */
  sentAt: number | null
  messageId: string | null
  accepted: number | null
  firstText: number | null
  done: number | null
  reply: string
  refused: { after: number; status: number | null; detail: string } | null
  detail: TraceDetail | null
  problem: string | null
}

export const NOTHING: Followed = {
  content: null,
  sentAt: null,
  messageId: null,
  accepted: null,
  firstText: null,
  done: null,
  reply: '',
  refused: null,
  detail: null,
  problem: null,
}

export function heard(state: Followed, event: FollowEvent): Followed {
  switch (event.event) {
    case 'sent':
      return { ...NOTHING, content: event.content, sentAt: Date.parse(event.at) }
    case 'accepted':
      return { ...state, accepted: event.after, messageId: event.messageId }
    case 'delta':
      return { ...state, firstText: state.firstText ?? event.after, reply: state.reply + event.text }
    case 'restart':
      return { ...state, reply: '' }
    case 'done':
      return { ...state, done: event.after }
    case 'refused':
      return { ...state, refused: { after: event.after, status: event.status, detail: event.detail } }
    case 'trace':
      return { ...state, detail: event.detail, problem: null }
    case 'problem':
      return { ...state, problem: event.detail }
  }
}

/** Its way: from the trace where there is one, before that from what the chat says by itself. */
export function wayOf(state: Followed): MessageWay {
  const { detail, sentAt, done } = state
  if (detail && detail.spans.length > 0) return messageWay(detail.spans, { sentAt, endedAfter: done })
  const way = messageWay([])
  const known: Partial<Record<StopId, number | null>> = {
    sender: sentAt === null ? null : 0,
    backend: state.accepted,
    'sender-back': done,
  }
  return {
    ...way,
    total: done,
    firstToken: state.firstText,
    stops: way.stops.map(stop => ({ ...stop, at: known[stop.id] ?? null })),
  }
}

/** Where it is now; none when it is not on its way. */
export function placesOf(state: Followed): StopId[] {
  if (state.sentAt === null || state.done !== null || state.refused !== null) return []
  if (state.accepted === null) return ['frontend', 'backend']
  return state.firstText === null
    ? ['requests', 'worker', 'model']
    : ['model', 'worker-back', 'replies', 'backend-back', 'frontend-back']
}

/** Where it was for certain, also before its trace says when. */
export function passedOf({ accepted, firstText }: Followed): StopId[] {
  if (accepted === null) return []
  return firstText === null ? ['frontend', 'backend'] : ['frontend', 'backend', 'requests', 'worker']
}
