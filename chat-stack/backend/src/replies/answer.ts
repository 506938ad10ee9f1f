import { setTimeout as delay } from 'node:timers/promises'
import { ProblemError } from '@chat-demo/common'
import type { FastifyReply } from 'fastify'
import type { Ending } from '../store/questions.ts'
import type { Listener, Notice } from './hub.ts'
import { ReplyReader } from './reader.ts'
import { SseStream } from './sse.ts'

/** Silence after the first delta that ends a stream with `late`. */
const silenceMs = 15_000

/** How long a request at its deadline waits for the stored row. */
const readMs = 1_500

export interface AnswerOptions {
  reply: FastifyReply
  listener: Listener
  messageId: string
  /** Position of the acceptance; 0 for a question that was accepted by an earlier request. */
  position: number
  /** Date.now() at which a request without a token is answered 504. */
  deadlineAt: number
  readEnding: (messageId: string) => Promise<Ending>
  /** As readEnding, and notes the 504 when the question is still waiting. */
  noteTimeout: (messageId: string) => Promise<Ending>
  silenceMs?: number
  /** Called once, when the reply's first text has come. */
  onFirstToken?: () => void
}

/**
 * Answers a question's request: waits for its first token, then streams to its end. The broker's events are quick but
 * may be lost; every silence and every doubt is settled by the stored row.
 * @throws ProblemError 504 when the deadline passes without a token
 */
export async function answer(options: AnswerOptions): Promise<void> {
  const { reply, listener, messageId } = options
  reply.raw.once('close', () => listener.close())
  if (reply.raw.destroyed) listener.close()
  try {
    const first = await awaitFirst(options)
    if (first === 'gone') {
      reply.hijack()
      reply.raw.destroy()
      return
    }
    const stream = new SseStream(reply, options.position)
    stream.send({ event: 'accepted', data: { messageId } }, options.position)
    await streamAnswer(options, stream, first)
    stream.end()
  } finally {
    listener.close()
  }
}

function changeOf(notice: Notice | 'timeout', messageId: string) {
  if (notice === 'timeout' || notice.kind !== 'reply' || notice.messageId !== messageId) return undefined
  return notice.change
}

/** The first notice that has something to show, or the stored end. */
async function awaitFirst(options: AnswerOptions): Promise<Notice | Ending | 'gone'> {
  const { reply, listener, messageId, deadlineAt } = options
  for (;;) {
    const notice = await listener.next(deadlineAt - Date.now())
    if (notice === 'timeout') return atDeadline(options)
    if (notice.kind === 'deleted') return notice
    if (notice.kind === 'closed') return reply.raw.destroyed || !notice.draining ? 'gone' : atDeadline(options)
    if (notice.kind === 'check') {
      const ending = await known(options, options.readEnding)
      if (ending.kind !== 'waiting') return ending
    }
    const change = changeOf(notice, messageId)
    if (change === undefined || change.kind === 'restart') continue
    if (change.kind === 'delta') options.onFirstToken?.()
    return notice
  }
}

/** What the stored row says; while the database is away, or takes its time, a question counts as waiting. */
async function known({ messageId, reply }: AnswerOptions, read: AnswerOptions['readEnding']): Promise<Ending> {
  const patience = new AbortController()
  try {
    return await Promise.race([
      read(messageId),
      delay(readMs, { kind: 'waiting' } as const, { signal: patience.signal }),
    ])
  } catch (error) {
    reply.log.warn({ err: error, messageId }, 'the state of a question could not be read')
    return { kind: 'waiting' }
  } finally {
    patience.abort()
  }
}

async function atDeadline(options: AnswerOptions): Promise<Ending> {
  const { messageId } = options
  const ending = await known(options, options.noteTimeout)
  if (ending.kind !== 'waiting') return ending
  throw new ProblemError(
    504,
    'No answer came in time. The question is stored and its answer will still arrive in the conversation.',
    { extensions: { messageId } },
  )
}

async function streamAnswer(options: AnswerOptions, stream: SseStream, first: Notice | Ending): Promise<void> {
  const { listener, messageId } = options
  const readEnding = () => known(options, options.readEnding)
  const reader = new ReplyReader(stream, messageId)
  const late = () => stream.send({ event: 'late', data: { messageId } })
  let notice: Notice | Ending | 'timeout' = first
  for (;;) {
    if (notice === 'timeout' || notice.kind === 'check') {
      if (reader.finish(await readEnding())) return
      if (notice === 'timeout') return late()
    } else if (notice.kind === 'closed') {
      return notice.draining ? late() : undefined
    } else if (notice.kind === 'reply') {
      const shown = notice.messageId === messageId ? reader.show(notice.change) : 'goes on'
      if (shown === 'ended') return
      if (shown === 'read the row' && reader.finish(await readEnding())) return
    } else if (notice.kind !== 'accepted' && reader.finish(notice)) return
    notice = await listener.next(options.silenceMs ?? silenceMs)
  }
}
