import { describe, expect, it } from 'vitest'
import { ApiError, UnreachableError } from '../api/http.ts'
import { followConversation } from './follow.ts'
import { sendQuestion } from './send.ts'
import type { ThreadEvent } from './thread.ts'

const messageId = 'm1'
const sse = (...events: [string, object, string?][]) =>
  new Response(
    events
      .map(
        ([event, data, id]) =>
          `${id ? `id: ${id}\n` : ''}event: ${event}\ndata: ${JSON.stringify({ messageId, ...data })}\n\n`,
      )
      .join(''),
  )
const whole = () => sse(['accepted', {}], ['delta', { index: 0, text: 'Hi' }], ['done', { replyId: 'r', usage: null }])

/** Bytes, then a connection that breaks. */
function broken(text: string): Response {
  return new Response(
    new ReadableStream({
      start(controller) {
        if (text !== '') controller.enqueue(new TextEncoder().encode(text))
      },
      pull(controller) {
        controller.error(new TypeError('network error'))
      },
    }),
  )
}

/** Sends with one outcome for each attempt. @returns what was dispatched, and the pauses between */
async function send(...outcomes: (Response | Error)[]): Promise<{ events: string[]; pauses: number[] }> {
  const events: string[] = []
  const pauses: number[] = []
  await sendQuestion({
    key: 'k',
    post: async () => {
      const outcome = outcomes.shift()
      if (outcome === undefined) throw new Error('one attempt too many')
      if (outcome instanceof Error) throw outcome
      return outcome
    },
    dispatch: event => events.push(describeEvent(event)),
    pause: async ms => void pauses.push(ms),
    signal: new AbortController().signal,
  })
  return { events, pauses }
}

function describeEvent(event: ThreadEvent): string {
  if (event.type === 'request-event') return event.event.event
  return 'reason' in event ? `${event.type}: ${event.reason}` : event.type
}

describe('sendQuestion', () => {
  it('reads the answer', async () => {
    expect(await send(whole())).toEqual({ events: ['accepted', 'delta', 'done', 'request-ended'], pauses: [] })
  })

  it('sends the same question again until it is stored', async () => {
    const outcomes = [new ApiError(503, 'not stored', 2_000), new UnreachableError('offline'), broken(''), whole()]
    expect(await send(...outcomes)).toEqual({
      events: ['resending', 'resending', 'resending', 'accepted', 'delta', 'done', 'request-ended'],
      pauses: [2_000, 2_000, 4_000],
    })
  })

  it('gives up in the end', async () => {
    const { events } = await send(...Array.from({ length: 5 }, () => new ApiError(503, 'The database is away.')))
    expect(events.slice(-2)).toEqual(['unsaved: The database is away.', 'request-ended'])
  })

  it('leaves the rest to the stream when the answer breaks off', async () => {
    const { events } = await send(broken('event: accepted\ndata: {"messageId":"m1"}\n\n'))
    expect(events).toEqual(['accepted', 'request-ended'])
  })

  it('tells a slow answer from a refusal', async () => {
    expect((await send(new ApiError(504, 'late', undefined, 'm1'))).events).toEqual(['overdue', 'request-ended'])
    expect((await send(new ApiError(422, 'Too many tokens.'))).events).toEqual([
      'refused: Too many tokens.',
      'request-ended',
    ])
  })

  it('does not hide defects', async () => {
    await expect(send(new TypeError('a defect'))).rejects.toThrow('a defect')
  })
})

describe('followConversation', () => {
  it('opens the stream again behind the last event', async () => {
    const abort = new AbortController()
    const asked: (string | undefined)[] = []
    const seen: string[] = []
    const outcomes = [
      sse(['accepted', {}, '7'], ['delta', { index: 0, text: 'a' }, '7.1']),
      new UnreachableError('x'),
      new ApiError(503, 'x'),
      sse(['late', {}, '8']),
    ]
    const pauses: number[] = []
    await followConversation({
      open: async id => {
        asked.push(id)
        const outcome = outcomes.shift()
        if (outcome instanceof Response) return outcome
        if (outcome === undefined) abort.abort()
        throw outcome ?? new Error('aborted')
      },
      onOpen: () => seen.push('open'),
      onEvent: ({ event }) => seen.push(event),
      pause: async ms => void pauses.push(ms),
      random: () => 1,
      signal: abort.signal,
    })
    expect(asked).toEqual([undefined, '7.1', '7.1', '7.1', '8'])
    expect(seen).toEqual(['open', 'accepted', 'delta', 'open', 'late'])
    expect(pauses).toEqual([500, 1_000, 2_000, 500])
  })

  it('ends when there is no such conversation', async () => {
    await followConversation({
      open: () => Promise.reject(new ApiError(404, 'unknown')),
      onOpen: () => {},
      onEvent: () => {},
      pause: () => Promise.reject(new Error('did not end')),
      random: () => 1,
      signal: new AbortController().signal,
    })
  })
})
