import { randomBytes, randomUUID } from 'node:crypto'
import { type Clock, messageOf, pause } from '@chat-demo/engine'
import { createParser } from 'eventsource-parser'
import { z } from 'zod'
import { OUR_USER } from '../chat.ts'
import { type Endpoint, requestJson, ServiceError } from '../http-json.ts'
import type { FollowEvent } from './follow-events.ts'
import { messageWay } from './hops.ts'
import type { Lenses } from './lenses.ts'

const ACCEPT_WITHIN_MS = 60_000
/** Spans leave a service a few seconds after the request ended, and are found a few seconds later. */
const LOOK_EVERY_MS = 2_500
const LOOKS = 12

interface FollowOptions {
  endpoint: Endpoint
  /** null without an account: then only what the chat itself says is told. */
  lenses: Lenses | null
  clock: Clock
}

/** A trace id as dd-trace makes them: the time in seconds, four zero bytes, eight random ones. */
const newTraceId = (now: number): string =>
  `${Math.floor(now / 1000)
    .toString(16)
    .padStart(8, '0')}00000000${randomBytes(8).toString('hex')}`

/**
 * Sends one real question to the chat in a conversation of its own and tells what happens to it, then what its trace
 * says. Ends by itself, or when the signal says that nobody listens.
 * @throws ServiceError when the chat does not take the question at all
 */
export async function* follow(
  content: string,
  { endpoint, lenses, clock }: FollowOptions,
  signal: AbortSignal,
): AsyncGenerator<FollowEvent> {
  const { id } = await requestJson(endpoint, '/api/conversations', z.object({ id: z.string() }), {
    method: 'POST',
    body: {},
    headers: OUR_USER,
  })
  const sentAt = clock.now()
  const traceId = newTraceId(sentAt)
  const since = () => clock.now() - sentAt
  yield { event: 'sent', at: new Date(sentAt).toISOString(), conversationId: id, traceId, content }

  const response = await fetch(`${endpoint.address}/api/conversations/${id}/messages`, {
    method: 'POST',
    headers: {
      ...OUR_USER,
      ...(endpoint.authorization ? { authorization: endpoint.authorization } : {}),
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      // The trace begins here, so that it is known before the first span is found.
      traceparent: `00-${traceId}-${randomBytes(8).toString('hex')}-01`,
    },
    body: JSON.stringify({ content }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(ACCEPT_WITHIN_MS)]),
  }).catch(error => {
    throw new ServiceError(`the chat did not answer: ${messageOf(error)}`, null, { cause: error })
  })
  if (response.ok && response.body) yield* reply(response.body, since)
  else yield { event: 'refused', after: since(), status: response.status, detail: detailOf(await response.text()) }

  if (lenses) yield* trace(traceId, lenses, clock, signal)
}

async function* reply(body: ReadableStream<Uint8Array>, since: () => number): AsyncGenerator<FollowEvent> {
  const heard: FollowEvent[] = []
  const parser = createParser({
    onEvent: ({ event, data }) => {
      const told = eventOf(event ?? '', data, since())
      if (told) heard.push(told)
    },
  })
  const decoder = new TextDecoder()
  const reader = body.getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    parser.feed(decoder.decode(value, { stream: true }))
    yield* heard.splice(0)
  }
}

const accepted = z.object({ messageId: z.string() })
const delta = z.object({ text: z.string() })
const failed = z.object({ reason: z.string() })

/** One event of the chat's stream; null for what says nothing about the way. */
function eventOf(event: string, data: string, after: number): FollowEvent | null {
  switch (event) {
    case 'accepted':
      return { event: 'accepted', after, messageId: accepted.parse(JSON.parse(data)).messageId }
    case 'delta':
      return { event: 'delta', after, text: delta.parse(JSON.parse(data)).text }
    case 'restart':
      return { event: 'restart', after }
    case 'done':
      return { event: 'done', after }
    case 'failed':
      return { event: 'refused', after, status: null, detail: failed.parse(JSON.parse(data)).reason }
    case 'late':
      return {
        event: 'refused',
        after,
        status: null,
        detail: 'Nothing came for 15 s; the answer is kept when it comes',
      }
    default:
      return null
  }
}

/** The trace as it comes in, until it holds the whole way. */
async function* trace(id: string, lenses: Lenses, clock: Clock, signal: AbortSignal): AsyncGenerator<FollowEvent> {
  let found = -1
  for (let look = 0; look < LOOKS && !signal.aborted; look++) {
    await pause(clock, LOOK_EVERY_MS)
    if (signal.aborted) return
    try {
      const detail = await lenses.trace(id)
      if (detail.spans.length > found) yield { event: 'trace', detail }
      const settled = detail.spans.length > 0 && detail.spans.length === found
      found = detail.spans.length
      const way = messageWay(detail.spans)
      if (settled && way.stops.every(stop => stop.at !== null)) return
    } catch (error) {
      yield { event: 'problem', detail: messageOf(error) }
    }
  }
}

const problem = z.looseObject({ detail: z.string().optional(), title: z.string().optional() })

function detailOf(text: string): string {
  try {
    const { detail, title } = problem.parse(JSON.parse(text))
    return detail ?? title ?? ''
  } catch {
    return text.slice(0, 200) // not a problem document: whatever stands in between has said it in its own words
  }
}
