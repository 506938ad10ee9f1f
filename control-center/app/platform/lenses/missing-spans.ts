import { isAnswer, isQuestionDelivery, isQuestionPublish, isReplyDelivery, isReplyPublish } from './message-spans.ts'
import type { MissingSpan, Span, UsualWait } from './model.ts'
import { endOf } from './trace-tree.ts'

/** A consumer sends its span when it is done: until then its absence says nothing. */
const PATIENCE_MS = 20_000

/**
 * Spans that a message's way always has and that this trace has not: a published question that nobody took, an answer
 * that was published and never reached the backend. `now` and all times in milliseconds.
 */
export function missingSpans(spans: readonly Span[], now: number, usual: UsualWait | null): MissingSpan[] {
  const deliveries = spans.filter(isQuestionDelivery)
  const questions = spans.filter(isQuestionPublish)
  // The first is what counts; one that the sweeper published again has the same consumer.
  const taken = deliveries.length > 0 || spans.some(isAnswer)
  const [first] = questions
  const missing: MissingSpan[] = []
  if (first && !taken) {
    const wait = usual?.p50 ?? 0
    missing.push({
      after: first.id,
      expectedAt: endOf(first) + wait,
      service: 'worker',
      owner: 'worker',
      operation: 'consume chat.requests',
      because: usual
        ? `Usually the worker takes a question ${milliseconds(wait)} after its publish (median of ${usual.count}).`
        : 'Each question that is published to chat.requests is taken by a worker.',
      who: 'A pod of the Deployment worker, consuming from the queue chat.requests',
      soon: now - endOf(first) < PATIENCE_MS,
    })
  }
  const replies = spans.filter(isReplyPublish).filter(span => span.service === 'worker')
  const [reply] = replies
  if (reply && !spans.some(isReplyDelivery)) {
    missing.push({
      after: reply.id,
      expectedAt: endOf(reply),
      service: 'backend',
      owner: 'backend',
      operation: 'consume chat.replies',
      because: 'Each part of a reply that the worker publishes is taken by the backend that asked.',
      who: 'The pod of the Deployment backend that holds the open request',
      soon: now - endOf(reply) < PATIENCE_MS,
    })
  }
  return missing
}

const milliseconds = (value: number) => `${Math.round(value)}\u00a0ms`
