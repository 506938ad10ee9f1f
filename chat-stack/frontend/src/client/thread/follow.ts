import type { SseEvent } from '@chat-demo/common/contract'
import { readEvents } from '../api/events.ts'
import { ApiError, UnreachableError } from '../api/http.ts'
import { reconnectDelay } from '../api/retry.ts'

export interface Following {
  /** Opens the stream behind an event, or at its present end. */
  open: (lastEventId: string | undefined, signal: AbortSignal) => Promise<Response>
  /** The stream is open; what was stored before may have been missed. */
  onOpen: () => void
  onEvent: (event: SseEvent) => void
  pause: (ms: number, signal: AbortSignal) => Promise<void>
  random: () => number
  signal: AbortSignal
}

/** Follows a conversation until it is aborted, or until there is no such conversation. Broken streams are reopened. */
export async function followConversation(following: Following): Promise<void> {
  const { open, onOpen, onEvent, pause, random, signal } = following
  let lastEventId: string | undefined
  let failures = 0
  while (!signal.aborted) {
    try {
      const response = await open(lastEventId, signal)
      onOpen()
      for await (const { id, event } of readEvents(response, signal)) {
        failures = 0
        if (id !== undefined) lastEventId = id
        onEvent(event)
      }
    } catch (error) {
      if (signal.aborted || (error instanceof ApiError && error.status === 404)) return
      if (!(error instanceof ApiError || error instanceof UnreachableError)) throw error
    }
    try {
      await pause(reconnectDelay(failures++, random), signal)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }
}
