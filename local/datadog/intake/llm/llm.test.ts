import { describe, expect, it } from 'vitest'
import { costOf } from './cost.ts'
import { llmMetricRows } from './metrics.ts'
import { evaluationRows, llmSpanRows } from './spans.ts'

const event = {
  trace_id: 'f'.repeat(32),
  span_id: '42',
  parent_id: 'undefined',
  name: 'OpenAI.createChatCompletion',
  start_ns: 1.7e18,
  duration: 2e9,
  status: 'error',
  tags: ['env:dev', 'service:worker', 'ml_app:chat-demo', 'session_id:c1', 'error_type:RateLimitError'],
  metrics: { input_tokens: 1000, output_tokens: 200, total_tokens: 1200, cache_read_input_tokens: 400 },
  meta: {
    'span.kind': 'llm',
    model_name: 'gpt-4.1-mini-2025-04-14',
    model_provider: 'openai',
    'error.message': 'too many',
    metadata: { temperature: 0 },
    input: { messages: [{ role: 'user', content: 'four' }] },
    output: { messages: [{ role: 'assistant', content: 'eight' }] },
  },
  _dd: { apm_trace_id: 'a'.repeat(32) },
}
const body = [{ '_dd.stage': 'raw', event_type: 'span', spans: [event] }]

describe('costOf', () => {
  it('is in nanodollars, cached input cheaper, whatever the date in the name', () => {
    expect(costOf('gpt-4.1-mini-2025-04-14', event.metrics)).toEqual({
      matchedModel: 'gpt-4.1-mini',
      input: 600 * 400 + 400 * 100,
      nonCachedInput: 240_000,
      cacheReadInput: 40_000,
      output: 320_000,
      reasoningOutput: 0,
      total: 600_000,
    })
  })
  it('is unknown without a price or tokens', () => {
    expect(costOf('some-model', event.metrics)).toBeUndefined()
    expect(costOf('gpt-4.1', {})).toBeUndefined()
  })
})

describe('llmSpanRows', () => {
  it('reads what the SDK sends', () => {
    expect(llmSpanRows(body, ['pod_name:w'])).toMatchObject([
      {
        time: 1.7e12,
        spanId: '42',
        parentId: 'undefined',
        apmTraceId: 'a'.repeat(32),
        sessionId: 'c1',
        spanKind: 'llm',
        mlApp: 'chat-demo',
        service: 'worker',
        env: 'dev',
        status: 'error',
        errorType: 'RateLimitError',
        errorMessage: 'too many',
        metadata: { temperature: 0 },
        metrics: { input_tokens: 1000, estimated_total_cost: 600_000 },
      },
    ])
  })
  it('says what was wrong', () => {
    expect(() => llmSpanRows([{ spans: [{ ...event, duration: 'long' }] }], [])).toThrow('duration')
  })
})

describe('llmMetricRows', () => {
  const { points, distributions } = llmMetricRows(llmSpanRows(body, []))
  const value = (metric: string) => distributions.find(row => row.metric === metric)?.values[0]
  it('counts spans, traces and errors, and measures tokens, characters and cost', () => {
    expect(points.map(point => point.metric)).toEqual([
      'ml_obs.span',
      'ml_obs.span.error',
      'ml_obs.trace',
      'ml_obs.trace.error',
    ])
    expect(value('ml_obs.span.duration')).toBe(2)
    expect(value('ml_obs.span.llm.input.tokens')).toBe(1000)
    expect(value('ml_obs.span.llm.input.non_cached.tokens')).toBe(600)
    expect(value('ml_obs.span.llm.output.characters')).toBe(5)
    expect(value('ml_obs.span.llm.total.cost')).toBe(600_000)
    expect(points[0]?.tags).toEqual([
      'env:dev',
      'error:1',
      'ml_app:chat-demo',
      'model_name:gpt-4.1-mini-2025-04-14',
      'model_provider:openai',
      'service:worker',
      'span_kind:llm',
    ])
    const cost = distributions.find(row => row.metric === 'ml_obs.span.llm.total.cost')
    expect(cost?.tags).toContain('matched_model_name:gpt-4.1-mini')
    expect(cost?.tags).not.toContain('span_kind:llm')
  })
})

describe('evaluationRows', () => {
  const wrap = (metric: object) => ({ data: { type: 'evaluation_metric', attributes: { metrics: [metric] } } })
  it('reads evaluations of both versions, and feedback', () => {
    const common = { label: 'ok', metric_type: 'boolean', boolean_value: true, ml_app: 'm', timestamp_ms: 5 }
    const second = evaluationRows(
      wrap({ ...common, join_on: { span: { span_id: '1', trace_id: 't' } }, tags: ['a:b'] }),
      9,
    )
    expect(second).toEqual([
      {
        time: 5,
        spanId: '1',
        traceId: 't',
        label: 'ok',
        metricType: 'boolean',
        value: { value: true },
        mlApp: 'm',
        tags: ['a:b'],
      },
    ])
    expect(evaluationRows(wrap({ ...common, span_id: '2', trace_id: 'u' }), 9)).toMatchObject([{ spanId: '2' }])
    const feedback = { ...common, event_kind: 'feedback', session_id: 'c1', submitter: { id: 'ann' }, reasoning: 'why' }
    expect(evaluationRows(wrap(feedback), 9)).toMatchObject([
      { tags: ['session_id:c1'], value: { value: true, submitter: { id: 'ann' }, reasoning: 'why' } },
    ])
  })
})
