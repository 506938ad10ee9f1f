import { readEvents } from '../api/events.ts'
import { ApiError, UnreachableError } from '../api/http.ts'
import { retryDelay } from '../api/retry.ts'
import type { ThreadEvent } from './thread.ts'

export interface Sending {
  key: string
  /** One attempt: the response of the request, or its error as `api` throws it. */
  post: (signal: AbortSignal) => Promise<Response>
  dispatch: (event: ThreadEvent) => void
  /** Waits so many milliseconds; rejects when the signal fires. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  signal: AbortSignal
}

/**
 * Sends a question until it is stored, refused or given up, and reads the answer. Everything that happens is
 * dispatched; only defects are thrown. Aborting ends the reading, not the answer: the shop goes on with it.
 */
export async function sendQuestion(sending: Sending): Promise<void> {
  const { key, dispatch, pause, signal } = sending
  try {
    for (let attempt = 1; ; attempt++) {
      const failure = await attemptOnce(sending)
      if (failure === undefined) return
      const delay = retryDelay(failure, attempt)
      if (delay === undefined) {
        dispatch(ending(key, failure))
        return
      }
      dispatch({ type: 'resending', key })
      await pause(delay, signal)
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    dispatch({ type: 'request-ended', key })
  }
}

/** @returns why the question may not be stored; undefined when it is */
async function attemptOnce({ key, post, dispatch, signal }: Sending): Promise<unknown> {
  let accepted = false
  try {
    for await (const { event } of readEvents(await post(signal), signal)) {
      accepted = true
      dispatch({ type: 'request-event', key, event, at: new Date().toISOString() })
    }
    return accepted ? undefined : new UnreachableError('The answer broke off before it began.')
  } catch (error) {
    if (signal.aborted) throw error
    // Behind its first event the question is stored, and its reply goes on in the conversation's stream.
    if (accepted) return undefined
    return error
  }
}

/**
 * What a question has come to that is not sent again.
 * @throws the failure itself when it is a defect of this page
 */
function ending(key: string, failure: unknown): ThreadEvent {
  if (failure instanceof ApiError && failure.status === 504) {
    return { type: 'overdue', key, messageId: failure.messageId }
  }
  if (failure instanceof ApiError && failure.status < 500 && failure.status !== 429) {
    return { type: 'refused', key, reason: failure.message }
  }
  if (failure instanceof ApiError || failure instanceof UnreachableError) {
    return { type: 'unsaved', key, reason: failure.message }
  }
  throw failure
}
