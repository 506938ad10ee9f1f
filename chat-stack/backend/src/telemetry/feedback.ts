import { tracer } from '@chat-demo/common/telemetry'
import type { RatedReply } from '../store/conversations.ts'

/** Tells LLM Observability what a person thinks of a reply: 1, -1, or 0 when it was taken back. */
export function reportFeedback({ llm_trace_id: traceId, llm_span_id: spanId }: RatedReply, score: number): void {
  // Of a reply that was written without LLM Observability nothing can be told.
  if (!tracer.llmobs.enabled || traceId === null || spanId === null) return
  tracer.llmobs.submitEvaluation({ traceId, spanId }, { label: 'user_feedback', metricType: 'score', value: score })
}
