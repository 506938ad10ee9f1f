import { describe, expect, it } from 'vitest'
import { modelCalls } from './calls.ts'
import { conversationView } from './conversation.ts'
import { llmSpans } from './llm-spans.ts'
import { question, span } from './testing.ts'

const failed = question(20, {
  turn: 2,
  calls: [{ status: 'error', metadata: { 'error.message': '401 The key is not valid.' }, metrics: {}, output: {} }],
  workflow: {
    status: 'error',
    output: {},
    metadata: { message_id: 'm2', reason: 'The model refused our API key (401).', reason_code: 'unauthorized' },
  },
})
const retried = question(10, {
  calls: [{ status: 'error', tags: ['error_type:RateLimitError', 'session_id:c1'], metrics: {}, output: {} }, {}],
})
const spans = llmSpans({ data: [...failed, ...retried, { id: 'x', attributes: { name: 'not a span' } }] })

describe('calls of the model', () => {
  const calls = modelCalls(spans)

  it('come newest first, each with its question and who asked', () => {
    expect(calls.map(call => [call.question, call.user, call.turn, call.attempt, call.conversation])).toEqual([
      ['Why yellow?', null, 2, 1, 'c1'],
      ['Why yellow?', 'Ines', 1, 2, 'c1'],
      ['Why yellow?', 'Ines', 1, 1, 'c1'],
    ])
  })

  it('have status, first token, tokens and cost, and no figures where there was no reply', () => {
    const [refused, good, limited] = calls
    expect(refused).toMatchObject({ error: { status: 401 }, tokens: null, cost: null, firstTokenSeconds: null })
    expect(good).toMatchObject({
      error: null,
      firstTokenSeconds: 0.48,
      seconds: 1.5,
      tokens: { input: 120, output: 40 },
      cost: 0.000112,
      evaluations: [
        { label: 'user_feedback', value: 1 },
        { label: 'keyword_overlap', value: 0.8 },
      ],
    })
    expect(limited).toMatchObject({ error: { status: 429, said: null }, evaluations: [] })
  })

  it('stand also without the workflow that made them, and know its status by what the worker noted', () => {
    expect(modelCalls(llmSpans({ data: [span({ span_kind: 'llm' })] }))).toMatchObject([{ user: null, attempt: 1 }])
    const silent = question(1, {
      calls: [{ status: 'error', tags: ['error_type:invalid_request_error'] }],
      workflow: { metadata: { reason_code: 'unauthorized' } },
    })
    expect(modelCalls(llmSpans({ data: silent }))).toMatchObject([{ error: { status: 401 } }])
  })

  it('forget a thumb that was taken back', () => {
    const back = question(1, { workflow: { evaluation: { user_feedback: { value: 0 } } } })
    expect(modelCalls(llmSpans({ data: back }))[0]?.evaluations).toEqual([])
  })
})

describe('a conversation', () => {
  const view = conversationView('c1', spans, false)

  it('has its turns oldest first, with what went wrong in words', () => {
    expect(view.turns).toMatchObject([
      { messageId: 'm1', reply: 'Too much water.', failure: null, calls: [{ attempt: 1 }, { attempt: 2 }] },
      {
        messageId: 'm2',
        reply: null,
        failure: { code: 'unauthorized', reason: 'The model refused our API key (401).' },
      },
    ])
  })

  it('has system prompt, sums and the trace of each turn', () => {
    expect(view).toMatchObject({
      user: 'Ines',
      model: 'gpt-4.1-mini',
      systemPrompt: 'You sell plants.',
      tokens: { input: 120, output: 40 },
      cost: 0.000112,
      firstTokenSeconds: 0.48,
    })
    expect(view.turns[0]?.traceId).toBe('a'.repeat(32))
  })

  it('counts several deliveries of a question as one turn', () => {
    const again = question(5, { workflow: { output: {}, metadata: { message_id: 'm1', outcome: 'requeued' } } })
    const twice = conversationView('c1', llmSpans({ data: [...again, ...retried] }), false)
    expect(twice.turns).toMatchObject([{ messageId: 'm1', calls: [{}, {}, { attempt: 3 }] }])
  })

  it('of which nothing is known has no turns', () => {
    expect(conversationView('c1', [], false)).toMatchObject({ turns: [], cost: null, systemPrompt: null })
  })
})
