import { present } from '../search/answers.ts'
import { keyOfSpan, type SpanEvaluations } from './evaluations.ts'

export interface LlmSpan {
  time: number
  trace_id: string
  span_id: string
  parent_id: string
  apm_trace_id: string
  session_id: string
  name: string
  span_kind: string
  ml_app: string
  model_name: string
  model_provider: string
  service: string
  env: string
  version: string
  status: string
  duration_ns: number
  error_type: string
  error_message: string
  tags: string[]
  input: Record<string, unknown>
  output: Record<string, unknown>
  metadata: Record<string, unknown>
  metrics: Record<string, number>
}

/** A span of LLM Observability as the export endpoints show it. */
export function item(span: LlmSpan, evaluations: SpanEvaluations) {
  const { name, ml_app, model_name, model_provider, session_id, apm_trace_id } = span
  return {
    id: Buffer.from(keyOfSpan(span)).toString('base64url'),
    type: 'span',
    attributes: {
      trace_id: span.trace_id,
      span_id: span.span_id,
      parent_id: span.parent_id,
      name,
      ml_app,
      span_kind: span.span_kind,
      status: span.status,
      ...present({ model_name, model_provider, session_id, apm_trace_id }),
      start_ns: span.time * 1_000_000,
      duration: span.duration_ns,
      input: content(span.input),
      output: content(span.output),
      metadata: {
        ...span.metadata,
        ...present({ 'error.type': span.error_type, 'error.message': span.error_message }),
      },
      metrics: span.metrics,
      evaluation: evaluations.get(keyOfSpan(span)) ?? {},
      tags: span.tags,
    },
  }
}

/** Messages, or one text: what is neither is shown as the text of its JSON. */
function content(io: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { messages, value, ...rest } = io
  return {
    ...(Array.isArray(messages) ? { messages: messages.map(message) } : {}),
    ...(value === undefined ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }),
    ...rest,
  }
}

function message(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('content' in value)) return value
  return typeof value.content === 'string' ? value : { ...value, content: JSON.stringify(value.content) }
}
