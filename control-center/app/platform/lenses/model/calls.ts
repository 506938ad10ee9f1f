import {
  askedOf,
  costOf,
  errorOf,
  evaluationsOf,
  figureOf,
  type LlmSpan,
  noteOf,
  sessionOf,
  turnOf,
} from './llm-spans.ts'
import type { ModelCall } from './types.ts'

export const isCall = (span: LlmSpan): boolean => span.span_kind === 'llm'
export const isWorkflow = (span: LlmSpan): boolean => span.span_kind === 'workflow'

/** A handling of a question with its calls of the model, oldest first. */
export interface Handling {
  /** null where the search did not find it, or it still goes on. */
  workflow: LlmSpan | null
  calls: LlmSpan[]
}

const key = (traceId: string, spanId: string) => `${traceId}/${spanId}`

/** Calls beside the handling that made them. A handling whose calls are not there stands by itself. */
export function handlings(spans: readonly LlmSpan[]): Handling[] {
  const found = new Map<string, Handling>()
  for (const span of spans.filter(isWorkflow)) {
    found.set(key(span.trace_id, span.span_id), { workflow: span, calls: [] })
  }
  for (const span of spans.filter(isCall).sort((a, b) => a.start_ns - b.start_ns)) {
    const of = key(span.trace_id, span.parent_id ?? span.span_id)
    const known = found.get(of)
    if (known) known.calls.push(span)
    else found.set(of, { workflow: null, calls: [span] })
  }
  return [...found.values()]
}

/** The calls of one handling: what is known of its reply stands at the call that wrote it. */
export function callsOf({ workflow, calls }: Handling): ModelCall[] {
  return calls.map((span, index) => {
    const error = errorOf(span, workflow)
    const wrote = error === null && index === calls.length - 1
    const firstToken = workflow && wrote ? figureOf(workflow, 'first_token_ms') : null
    const { input_tokens: input, output_tokens: output } = span.metrics ?? {}
    return {
      id: span.span_id,
      at: new Date(span.start_ns / 1e6).toISOString(),
      conversation: sessionOf(span) ?? (workflow && sessionOf(workflow)),
      question: askedOf(span) || (workflow ? askedOf(workflow) : ''),
      user: workflow && noteOf(workflow, 'user_name'),
      turn: turnOf(span),
      attempt: index + 1,
      error,
      firstTokenSeconds: firstToken === null ? null : firstToken / 1000,
      seconds: span.duration / 1e9,
      tokens: input === undefined && output === undefined ? null : { input: input ?? 0, output: output ?? 0 },
      cost: costOf(span),
      model: span.model_name || null,
      evaluations: [...evaluationsOf(span), ...(workflow && wrote ? evaluationsOf(workflow) : [])],
    }
  })
}

/** Newest first. */
export function modelCalls(spans: readonly LlmSpan[]): ModelCall[] {
  return handlings(spans)
    .flatMap(callsOf)
    .sort((a, b) => Date.parse(b.at) - Date.parse(a.at) || a.id.localeCompare(b.id))
}
