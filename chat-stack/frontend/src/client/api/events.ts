import type { SseEvent, SseEventName } from '@chat-demo/common/contract'
import { type EventSourceMessage, EventSourceParserStream } from 'eventsource-parser/stream'
import { UnreachableError } from './http.ts'

const names: readonly SseEventName[] = ['accepted', 'delta', 'restart', 'done', 'failed', 'late', 'deleted']

/** One event of a stream, and the id by which the stream can be gone on with. */
export interface ReceivedEvent {
  id: string | undefined
  event: SseEvent
}

/**
 * The events of a response as they come; unknown ones are left out.
 * @throws UnreachableError when the stream breaks off, AbortError when its request is aborted
 */
export async function* readEvents(response: Response, signal?: AbortSignal): AsyncGenerator<ReceivedEvent> {
  if (response.body === null) return
  const reader = response.body
    .pipeThrough(new TextDecoderStream())
    .pipeThrough(new EventSourceParserStream())
    .getReader()
  for (;;) {
    const { done, value } = await reader.read().catch((error: unknown) => {
      if (signal?.aborted) throw error
      throw new UnreachableError('The connection broke off.', { cause: error })
    })
    if (done) return
    const event = toSseEvent(value)
    if (event !== undefined) yield { id: value.id, event }
  }
}

/** @returns undefined for an event that this page does not know */
export function toSseEvent({ event, data }: EventSourceMessage): SseEvent | undefined {
  const name = names.find(known => known === event)
  if (name === undefined) return undefined
  const value: unknown = JSON.parse(data)
  if (typeof value !== 'object' || value === null) return undefined
  if (name !== 'deleted' && typeof Reflect.get(value, 'messageId') !== 'string') return undefined
  return { event: name, data: value } as SseEvent
}
