import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { Logger } from '@chat-demo/common'
import type { ChatRequest, Failure, ReplyEvent } from '@chat-demo/common/contract'
import type pg from 'pg'
import { DeltaBatcher } from './model/delta-batcher.ts'
import { type ChatMessage, type Complete, type Completion, NoAnswerError } from './model/model.ts'
import { decide, type Outcome } from './model/outcome.ts'
import { whenDatabaseAnswers } from './patience.ts'
import { type Question, readContext, readWaitingQuestion, type StoredEnd, storeFailure, storeReply } from './store.ts'
import type { AnswerTrace } from './telemetry/answer-trace.ts'

export interface AnswerDependencies {
  pool: pg.Pool
  complete: Complete
  /** Resolves when the next call of the model may start; rejects when stopped. */
  takeTurn: () => Promise<void>
  publish: (conversationId: string, event: ReplyEvent) => void
  systemPrompt: string
  logger: Logger
  /** No new call of the model begins, no wait goes on. */
  stopping: AbortSignal
  /** Calls of the model under way end. */
  aborted: AbortSignal
}

/**
 * Answers one question and stores what came of it. Safe to repeat: a question that has ended is left alone, and only
 * one reply is ever stored.
 * @param redelivered an attempt before this one may have sent deltas
 * @returns `requeue` when the question still waits for an answer
 */
export async function answerQuestion(
  { messageId }: ChatRequest,
  redelivered: boolean,
  trace: AnswerTrace,
  dependencies: AnswerDependencies,
): Promise<'ended' | 'requeue'> {
  const { pool, logger, stopping, publish, takeTurn } = dependencies
  const read = await whenDatabaseAnswers(
    async () => {
      const waiting = await readWaitingQuestion(pool, messageId)
      return waiting && { question: waiting, context: await readContext(pool, messageId) }
    },
    logger,
    stopping,
  )
  if (read === undefined) {
    trace.alreadyEnded()
    logger.info({ messageId }, 'question had ended before')
    return 'ended'
  }
  const { question, context } = read
  trace.asked(messageId, question.content, question.userName)
  const begun = performance.now()
  for (let number = 1; ; number += 1) {
    await takeTurn()
    trace.attempt(number)
    const attempt = randomUUID()
    if (redelivered || number > 1) publish(question.conversationId, { type: 'restart', messageId, attempt })
    const batcher = new DeltaBatcher((index, text) =>
      publish(question.conversationId, { type: 'delta', messageId, attempt, index, text }),
    )
    let completion: Completion
    try {
      completion = await callModel(dependencies, context, question, batcher, trace)
    } catch (error) {
      if (dependencies.aborted.aborted) throw error
      const ageMs = question.ageMs + performance.now() - begun
      const outcome = outcomeOf(error, { number, ageMs, jitter: Math.random() })
      logger.warn({ messageId, attempt: number, outcome: outcome.kind, reason: outcome.reason }, 'the model failed')
      if (outcome.kind === 'requeue') {
        trace.requeued(outcome.reason)
        return 'requeue'
      }
      if (outcome.kind === 'fail') {
        const end = await fail(messageId, outcome, dependencies)
        if (end === undefined) trace.alreadyEnded()
        else trace.failed(outcome.reason, outcome.code, end)
        return 'ended'
      }
      await delay(outcome.afterMs, undefined, { signal: stopping })
      continue
    } finally {
      batcher.stop()
    }
    batcher.flush()
    await finish(messageId, question, { attempt, deltas: batcher.count, completion, trace }, dependencies)
    logger.info(
      { messageId, seconds: Math.round(performance.now() - begun) / 1_000, usage: completion.usage },
      'reply stored',
    )
    return 'ended'
  }
}

function callModel(
  { complete, systemPrompt, aborted }: AnswerDependencies,
  context: ChatMessage[],
  question: Question,
  batcher: DeltaBatcher,
  trace: AnswerTrace,
): Promise<Completion> {
  const messages: ChatMessage[] = [
    { role: 'system', content: systemPrompt },
    ...context,
    { role: 'user', content: question.content },
  ]
  const called = performance.now()
  let begun = false
  return complete(
    messages,
    text => {
      if (!begun) trace.firstToken(Math.round(performance.now() - called))
      begun = true
      batcher.add(text)
    },
    aborted,
  )
}

function outcomeOf(error: unknown, attempt: Parameters<typeof decide>[1]): Outcome {
  if (error instanceof NoAnswerError) {
    return { kind: 'fail', reason: `The model gave no answer (${error.message}).`, code: 'no_answer', retryable: true }
  }
  return decide(error, attempt)
}

interface Answered {
  attempt: string
  deltas: number
  completion: Completion
  trace: AnswerTrace
}

async function finish(
  messageId: string,
  { conversationId, content }: Question,
  { attempt, deltas, completion, trace }: Answered,
  { pool, logger, aborted, publish }: AnswerDependencies,
): Promise<void> {
  const replyId = randomUUID()
  const { text, usage } = completion
  const end = await whenDatabaseAnswers(
    () => storeReply(pool, messageId, conversationId, { id: replyId, text, usage, llmSpan: trace.llmSpanId }),
    logger,
    aborted,
  )
  if (end === undefined) return trace.alreadyEnded()
  trace.answered(content, completion, end)
  publish(conversationId, { type: 'done', messageId, attempt, deltas, replyId, usage, position: end.position })
}

/** Ends a question as failed and tells its listeners. @returns undefined when it had ended before */
export async function fail(
  messageId: string,
  failure: Failure,
  { pool, logger, aborted, publish }: Pick<AnswerDependencies, 'pool' | 'logger' | 'aborted' | 'publish'>,
): Promise<StoredEnd | undefined> {
  const { reason, retryable } = failure
  const ended = await whenDatabaseAnswers(() => storeFailure(pool, messageId, { reason, retryable }), logger, aborted)
  if (ended === undefined) return undefined
  publish(ended.conversationId, { type: 'failed', messageId, reason, retryable, position: ended.position })
  return ended
}
