import { median } from '../values.ts'
import { callsOf, type Handling, handlings, isCall } from './calls.ts'
import { askedOf, type LlmSpan, noteOf, repliedOf, systemPromptOf } from './llm-spans.ts'
import type { ConversationView, ModelCall, Turn } from './types.ts'

/** One conversation, told by the spans that carry its id. */
export function conversationView(id: string, spans: readonly LlmSpan[], cut: boolean): ConversationView {
  const byQuestion = new Map<string, Handling[]>()
  for (const handling of handlings(spans).sort((a, b) => startOf(a) - startOf(b))) {
    const of = questionOf(handling)
    byQuestion.set(of, [...(byQuestion.get(of) ?? []), handling])
  }
  const turns = [...byQuestion.values()].map(turnOf).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
  const newest = spans.filter(isCall).sort((a, b) => b.start_ns - a.start_ns)
  const firstTokens = turns.flatMap(turn => turn.calls.flatMap(call => call.firstTokenSeconds ?? []))
  return {
    id,
    user: turns.findLast(turn => turn.user !== null)?.user ?? null,
    model: newest[0]?.model_name || null,
    systemPrompt: newest.map(systemPromptOf).find(words => words !== null) ?? null,
    turns,
    ...sumOf(turns.flatMap(turn => turn.calls)),
    firstTokenSeconds: median(firstTokens),
    cut,
  }
}

const startOf = ({ workflow, calls }: Handling): number => workflow?.start_ns ?? calls[0]?.start_ns ?? 0

/** Deliveries of the same question are one turn: by its message, else by the trace that asked. */
function questionOf({ workflow, calls }: Handling): string {
  return (workflow && noteOf(workflow, 'message_id')) ?? workflow?.span_id ?? calls[0]?.parent_id ?? ''
}

/** Of several deliveries the last decides how it went. */
function turnOf(deliveries: readonly Handling[]): Turn {
  const last = deliveries.at(-1)
  const workflow = deliveries.findLast(one => one.workflow)?.workflow ?? null
  const spans = deliveries.flatMap(one => one.calls)
  const calls = deliveries.flatMap(callsOf).map((call, index) => ({ ...call, attempt: index + 1 }))
  const first = deliveries[0]
  const reply = (workflow && repliedOf(workflow)) ?? (spans.at(-1) && !calls.at(-1)?.error ? repliedIn(spans) : null)
  return {
    id: workflow?.span_id ?? spans.at(-1)?.span_id ?? '',
    at: new Date((first ? startOf(first) : 0) / 1e6).toISOString(),
    question: (workflow && askedOf(workflow)) || spans.map(askedOf).find(words => words !== '') || '',
    user: workflow && noteOf(workflow, 'user_name'),
    messageId: workflow && noteOf(workflow, 'message_id'),
    traceId: traceOf(workflow) ?? spans.map(traceOf).find(found => found !== null) ?? null,
    reply,
    failure: reply === null && last ? failureOf(last, calls) : null,
    calls,
    ...sumOf(calls),
    evaluations: calls.flatMap(call => call.evaluations),
  }
}

const repliedIn = (spans: readonly LlmSpan[]) => {
  const last = spans.at(-1)
  return last ? repliedOf(last) : null
}

/** The APM trace: noted by the worker; some answers of the API carry it beside the span's own. */
function traceOf(span: LlmSpan | null): string | null {
  if (!span) return null
  const given = span.apm_trace_id
  return noteOf(span, 'apm_trace_id') ?? (typeof given === 'string' && given !== '' ? given : null)
}

/** Why there is no reply, in the words that its asker reads; null while it may still come. */
function failureOf({ workflow }: Handling, calls: readonly ModelCall[]): Turn['failure'] {
  const reason = workflow && (noteOf(workflow, 'reason') ?? noteOf(workflow, 'error.message'))
  if (workflow && reason) return { code: noteOf(workflow, 'reason_code'), reason }
  const error = calls.at(-1)?.error
  return error ? { code: error.type, reason: error.said ?? 'The call failed; the export does not say why.' } : null
}

function sumOf(calls: readonly ModelCall[]): Pick<Turn, 'tokens' | 'cost'> {
  const costs = calls.flatMap(call => call.cost ?? [])
  return {
    tokens: {
      input: calls.reduce((sum, call) => sum + (call.tokens?.input ?? 0), 0),
      output: calls.reduce((sum, call) => sum + (call.tokens?.output ?? 0), 0),
    },
    cost: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
  }
}
