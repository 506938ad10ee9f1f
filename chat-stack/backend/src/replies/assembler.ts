import type { ReplyEvent } from '@chat-demo/common/contract'

/** What a listener learns of one reply. Lost deltas never show: such a reply is delivered whole from the stored row. */
export type ReplyChange =
  | { kind: 'delta'; text: string }
  /** The reply is under way, but its text so far is not known here. */
  | { kind: 'begun' }
  | { kind: 'restart' }
  /** `whole`: every delta of the reply went out before. */
  | {
      kind: 'done'
      whole: boolean
      replyId: string
      usage: Extract<ReplyEvent, { type: 'done' }>['usage']
      position: number
    }
  | { kind: 'failed'; reason: string; retryable: boolean; position: number }

export interface Assembly {
  attempt: string | undefined
  /** Index of the delta that comes next. */
  next: number
  text: string
  /** No delta of the attempt is missing. */
  whole: boolean
}

export const empty: Assembly = { attempt: undefined, next: 0, text: '', whole: true }

type MessageEvent = Exclude<ReplyEvent, { type: 'accepted' } | { type: 'deleted' }>

/** Puts the transient events of one reply in order: repeated, lost and stale ones are sorted out here. */
export function assemble(state: Assembly, event: MessageEvent): [Assembly, ReplyChange[]] {
  switch (event.type) {
    case 'delta':
      return addDelta(state, event)
    case 'restart':
      if (event.attempt === state.attempt) return [state, []]
      return [
        { attempt: event.attempt, next: 0, text: '', whole: true },
        state.attempt === undefined ? [] : [{ kind: 'restart' }],
      ]
    case 'done': {
      const { replyId, usage, position } = event
      const whole = state.whole && state.attempt === event.attempt && state.next === event.deltas
      return [state, [{ kind: 'done', whole, replyId, usage, position }]]
    }
    case 'failed':
      return [state, [{ kind: 'failed', reason: event.reason, retryable: event.retryable, position: event.position }]]
  }
}

function addDelta(state: Assembly, event: Extract<ReplyEvent, { type: 'delta' }>): [Assembly, ReplyChange[]] {
  if (event.attempt !== state.attempt) return beginAttempt(state, event)
  if (!state.whole || event.index < state.next) return [state, []]
  if (event.index > state.next) return [{ ...state, whole: false }, []]
  return [{ ...state, next: event.index + 1, text: state.text + event.text }, [{ kind: 'delta', text: event.text }]]
}

function beginAttempt(state: Assembly, event: Extract<ReplyEvent, { type: 'delta' }>): [Assembly, ReplyChange[]] {
  const first = state.attempt === undefined
  if (event.index === 0) {
    const change: ReplyChange = { kind: 'delta', text: event.text }
    return [
      { attempt: event.attempt, next: 1, text: event.text, whole: true },
      first ? [change] : [{ kind: 'restart' }, change],
    ]
  }
  // Joined in the middle; of another attempt than the known one it is stale.
  return first ? [{ attempt: event.attempt, next: 0, text: '', whole: false }, [{ kind: 'begun' }]] : [state, []]
}

/** The part of `text` that a reader of `sent` still lacks; undefined when `sent` is not its beginning. */
export function remainder(sent: string, text: string): string | undefined {
  return text.startsWith(sent) ? text.slice(sent.length) : undefined
}
