import { randomUUID } from 'node:crypto'
import { ProblemError } from '@chat-demo/common'
import { type ChatRequest, newMessage, newMessageHeaders } from '@chat-demo/common/contract'
import { describeUnavailable, isUnavailable } from '@chat-demo/common/postgres'
import { metrics, tagActiveSpan } from '@chat-demo/common/telemetry'
import type { FastifyBaseLogger } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { currentCarrier } from '../outbox/carrier.ts'
import { sendQuestion } from '../outbox/outbox.ts'
import { answer } from '../replies/answer.ts'
import type { Services } from '../services.ts'
import { type Acceptance, acceptQuestion, type NewQuestion, noteTimeout, readEnding } from '../store/questions.ts'
import { countTokens, maxQuestionTokens } from '../tokens.ts'
import { conversationParams } from './conversations.ts'
import { notYours, unknownConversation, userOf } from './user.ts'

type Stored = Extract<Acceptance, { kind: 'accepted' | 'joined' }>

export const messageRoutes: FastifyPluginAsyncZod<{ services: Services }> = async (server, { services }) => {
  const { pool, publisher, hub, announce, answers, replyDeadlineMs } = services

  server.post(
    '/api/conversations/:id/messages',
    { schema: { params: conversationParams, headers: newMessageHeaders, body: newMessage } },
    async (request, reply) => {
      const deadlineAt = Date.now() + replyDeadlineMs
      const conversationId = request.params.id
      const { content } = request.body
      await requireFewTokens(content)
      await services.lookAtQuestion(content, pool)

      const question: NewQuestion = {
        id: randomUUID(),
        conversationId,
        ownerId: userOf(request.headers).id,
        content,
        carrier: currentCarrier(),
        idempotencyKey: request.headers['idempotency-key'],
      }
      if (prefersAsync(request.headers.prefer)) {
        const { messageId } = await store(services, question, request.log)
        return reply.code(202).header('preference-applied', 'respond-async').send({ id: messageId, status: 'accepted' })
      }

      // Listening begins before the question can be answered.
      const listener = hub.listen(conversationId)
      answers.add(listener)
      try {
        const [stored] = await Promise.all([store(services, question, request.log, listener.bound), listener.bound])
        const storedAt = performance.now()
        if (stored.kind === 'joined') listener.push({ kind: 'check' })
        await answer({
          reply,
          listener,
          messageId: stored.messageId,
          position: stored.kind === 'accepted' ? stored.position : 0,
          deadlineAt,
          onFirstToken: () => {
            if (stored.kind === 'accepted') noteFirstToken(performance.now() - storedAt)
          },
          readEnding: id => readEnding(pool, id),
          noteTimeout: id => noteTimeout(pool, id),
        })
      } finally {
        listener.close()
        answers.delete(listener)
      }
    },
  )

  /** Stores a question and sends it on its way, in this request's own context but not on its time. */
  async function store(
    { storeTimeoutMs }: Services,
    question: NewQuestion,
    log: FastifyBaseLogger,
    before: Promise<void> = Promise.resolve(),
  ): Promise<Stored> {
    const acceptance = await storeInTime(acceptQuestion(pool, question), storeTimeoutMs, log)
    if (acceptance.kind === 'unknown') throw unknownConversation(question.conversationId)
    if (acceptance.kind === 'forbidden') throw notYours(question.conversationId)
    if (acceptance.kind === 'conflict') {
      throw new ProblemError(422, 'This Idempotency-Key was used for another message in this conversation.')
    }
    tagActiveSpan({ 'conversation.id': question.conversationId, 'message.id': acceptance.messageId })
    if (acceptance.kind === 'accepted') {
      const { messageId, position } = acceptance
      metrics.count('chat.question.accepted')
      log.info({ messageId, conversationId: question.conversationId }, 'question accepted')
      announce(question.conversationId, { type: 'accepted', messageId, position })
      await before
      send({ messageId, conversationId: question.conversationId }, log)
    }
    return acceptance
  }

  function send(question: ChatRequest, log: FastifyBaseLogger): void {
    sendQuestion(pool, publisher, question).catch((error: unknown) => {
      log.warn({ reason: describeUnavailable(error), messageId: question.messageId }, 'left to the outbox sweeper')
    })
  }
}

async function requireFewTokens(content: string): Promise<void> {
  const tokens = await countTokens(content)
  if (tokens <= maxQuestionTokens) return
  throw new ProblemError(422, `The message has ${tokens} tokens; at most ${maxQuestionTokens} are accepted.`, {
    extensions: { tokens, limit: maxQuestionTokens },
  })
}

function noteFirstToken(milliseconds: number): void {
  metrics.distribution('chat.first_token.duration', milliseconds / 1_000)
  tagActiveSpan({ 'chat.first_token_ms': Math.round(milliseconds) })
}

function prefersAsync(header: unknown): boolean {
  return typeof header === 'string' && header.split(',').some(part => part.trim().toLowerCase() === 'respond-async')
}

/**
 * Waits for the transaction so long. One that ends later is accepted all the same: the sweeper publishes it, and the
 * same key joins it.
 * @throws ProblemError 503 when the database is away or too slow
 */
async function storeInTime(
  storing: Promise<Acceptance>,
  timeoutMs: number,
  log: FastifyBaseLogger,
): Promise<Acceptance> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(() => resolve('late'), timeoutMs)
  })
  try {
    const result = await Promise.race([storing, late])
    if (result !== 'late') return result
    storing.catch((error: unknown) =>
      log.warn({ reason: describeUnavailable(error) }, 'a late question was not stored'),
    )
    throw notStored(`it took longer than ${timeoutMs} ms`)
  } catch (error) {
    if (isUnavailable(error)) throw notStored(describeUnavailable(error))
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function notStored(why: string): ProblemError {
  return new ProblemError(
    503,
    `The message could not be stored in time (${why}). It may be sent again with the same Idempotency-Key.`,
    {
      headers: { 'retry-after': '2' },
    },
  )
}
