import type { ChatRequest } from '@chat-demo/common/contract'
import { countEnd, type EndedQuestion, metrics, type Span, tracer } from '@chat-demo/common/telemetry'
import type { Completion } from '../model/model.ts'
import type { Arrival } from '../queue/requests.ts'
import { keywordOverlap } from './keyword-overlap.ts'
import { priceOf } from './prices.ts'

/** Where an evaluation of a reply is attached to. */
export interface LlmSpanId {
  traceId: string
  spanId: string
}

/**
 * What is observed of one delivery of a question: its span, which lasts for the whole handling (the span of the delivery
 * ends when the message is taken) and is a workflow of LLM Observability, and its metrics.
 */
export class AnswerTrace {
  readonly #span: Span

  constructor(span: Span) {
    this.#span = span
  }

  /** The question that the model is about to be asked. @param userName null of somebody without a name */
  asked(messageId: string, content: string, userName: string | null): void {
    // `version-trace-span-flags`: the only typed way to all 128 bits of a trace id.
    const [, traceId = ''] = this.#span.context().toTraceparent().split('-')
    const ids = { message_id: messageId, apm_trace_id: traceId }
    if (tracer.llmobs.enabled) tracer.llmobs.annotate(this.#span, { inputData: content })
    this.#note(userName === null ? ids : { ...ids, user_name: userName })
  }

  attempt(number: number): void {
    this.#span.setTag('chat.attempts', number)
    this.#note({ attempts: number })
  }

  /** @param milliseconds since the model was called */
  firstToken(milliseconds: number): void {
    this.#span.setTag('chat.first_token_ms', milliseconds)
    this.#note({ first_token_ms: milliseconds })
  }

  /** @returns undefined when LLM Observability is off */
  get llmSpanId(): LlmSpanId | undefined {
    return tracer.llmobs.enabled ? tracer.llmobs.exportSpan(this.#span) : undefined
  }

  /** A reply that has been stored. */
  answered(
    question: string,
    { text, model, usage }: Completion,
    end: Pick<EndedQuestion, 'withinDeadline' | 'seconds'>,
  ) {
    this.#end('answered')
    countEnd({ outcome: 'answered', reason: 'none', ...end })
    if (usage !== null) {
      metrics.distribution('chat.reply.tokens', usage.prompt_tokens, { direction: 'input', model })
      metrics.distribution('chat.reply.tokens', usage.completion_tokens, { direction: 'output', model })
      const price = priceOf(model, usage)
      if (price !== undefined) metrics.distribution('chat.reply.cost', price, { model })
    }
    this.#evaluate(question, text)
  }

  /** A failure that has been stored. */
  failed(reason: string, code: string, end: Pick<EndedQuestion, 'withinDeadline' | 'seconds'>): void {
    this.#fail('failed', reason, code)
    countEnd({ outcome: 'failed', reason: code, ...end })
  }

  requeued(reason: string): void {
    this.#fail('requeued', reason, 'requeued')
  }

  alreadyEnded(): void {
    this.#end('already ended')
  }

  #end(outcome: string): void {
    this.#span.setTag('chat.outcome', outcome)
    this.#note({ outcome })
  }

  #fail(outcome: string, reason: string, code: string): void {
    this.#end(outcome)
    this.#note({ reason_code: code, reason })
    this.#span.addTags({ 'chat.reason': code, error: true, 'error.type': code, 'error.message': reason })
  }

  /** Beside prompt and reply: what LLM Observability's export gives back of a span is its metadata, not its APM tags. */
  #note(metadata: Record<string, string | number>): void {
    if (tracer.llmobs.enabled) tracer.llmobs.annotate(this.#span, { metadata })
  }

  #evaluate(question: string, reply: string): void {
    if (!tracer.llmobs.enabled) return
    tracer.llmobs.annotate(this.#span, { outputData: reply })
    const span = this.llmSpanId
    const overlap = keywordOverlap(question, reply)
    if (span === undefined || overlap === undefined) return
    tracer.llmobs.submitEvaluation(span, { label: 'keyword_overlap', metricType: 'score', value: overlap })
  }
}

/**
 * Handles one delivery in a span of its own, below the span of the delivery.
 * @param stopping aborted while the service drains: what is interrupted by that goes back into the queue
 */
export function traceAnswer(
  { messageId, conversationId }: ChatRequest,
  { redelivered, waitMs }: Arrival,
  stopping: AbortSignal,
  handle: (trace: AnswerTrace) => Promise<'ended' | 'requeue'>,
): Promise<'ended' | 'requeue'> {
  if (waitMs !== undefined) metrics.distribution('chat.queue.wait', waitMs / 1_000)
  return tracer.llmobs.trace({ kind: 'workflow', name: 'chat.answer', sessionId: conversationId }, async span => {
    span.addTags({
      'resource.name': 'chat.requests',
      'span.type': 'worker',
      'span.kind': 'consumer',
      'conversation.id': conversationId,
      'message.id': messageId,
      'chat.redelivered': redelivered,
      ...(waitMs === undefined ? {} : { 'chat.queue_wait_ms': waitMs }),
    })
    try {
      return await handle(new AnswerTrace(span))
    } catch (error) {
      if (!stopping.aborted) throw error
      // No error: the next worker answers it.
      span.setTag('chat.outcome', 'interrupted')
      return 'requeue'
    }
  })
}
