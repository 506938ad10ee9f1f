import type { ItemsAnswer } from '../../datadog/calls.ts'

type Item = ItemsAnswer['data'][number]

let spans = 0

/** A span as the export of LLM Observability has it. */
export function span(attributes: object): Item {
  spans++
  const common = {
    span_id: String(spans),
    trace_id: 't1',
    parent_id: 'undefined',
    span_kind: 'workflow',
    status: 'ok',
    start_ns: 1_795_482_890_000_000_000,
    duration: 1_500_000_000,
    tags: ['session_id:c1'],
    metrics: {},
    evaluation: {},
  }
  return { id: `id-${spans}`, attributes: { ...common, ...attributes } }
}

interface Question {
  turn?: number
  /** What differs from a call that went well, for each. */
  calls?: object[]
  workflow?: object
}

/** A question `second` seconds after the first: its workflow and its calls of the model. */
export function question(second: number, { turn = 1, calls = [{}], workflow = {} }: Question = {}): Item[] {
  const start = 1_795_482_890_000_000_000 + second * 1e9
  const asked = { role: 'user', content: 'Why yellow?' }
  const handling = span({
    trace_id: `t${second}`,
    start_ns: start,
    input: { value: 'Why yellow?' },
    output: { value: 'Too much water.' },
    metadata: { message_id: 'm1', apm_trace_id: 'a'.repeat(32), user_name: 'Ines', first_token_ms: 480 },
    evaluation: { user_feedback: { value: 1 }, keyword_overlap: { value: 0.8 } },
    ...workflow,
  })
  const earlier = Array.from({ length: turn - 1 }, () => [asked, { role: 'assistant', content: 'So.' }]).flat()
  return [
    handling,
    ...calls.map((call, index) =>
      span({
        trace_id: `t${second}`,
        parent_id: handling.attributes.span_id,
        span_kind: 'llm',
        model_name: 'gpt-4.1-mini',
        start_ns: start + (index + 1) * 1e8,
        input: { messages: [{ role: 'system', content: 'You sell plants.' }, ...earlier, asked] },
        output: { messages: [{ role: 'assistant', content: 'Too much water.' }] },
        metrics: { input_tokens: 120, output_tokens: 40, estimated_total_cost: 112_000 },
        ...call,
      }),
    ),
  ]
}
