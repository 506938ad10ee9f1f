import { afterAll, beforeAll, describe, expect, inject, test, vi } from 'vitest'
import { collect, type SseMessage } from './chat-client.ts'
import { Management } from './servers.ts'
import { Trace } from './trace.ts'
import { startTraceAgent, type TraceAgent } from './trace-agent.ts'
import { startTracedStack, type TracedStack } from './traced-stack.ts'

/** What a person's browser sends along with a request, as its monitoring library does. */
const browser = {
  traceparent: '00-0000000000000000000000007b000001-0000000000abcdef-01',
  tracestate: 'dd=s:1;o:rum',
  'x-datadog-trace-id': String(0x7b000001),
  'x-datadog-parent-id': String(0xabcdef),
  'x-datadog-sampling-priority': '1',
  'x-datadog-origin': 'rum',
}

let agent: TraceAgent
let stack: TracedStack

/** Longer than the tracer's own intervals. */
const patience = { timeout: 15_000, interval: 100 }

beforeAll(async () => {
  agent = await startTraceAgent()
  stack = await startTracedStack({
    postgresUrl: inject('postgresUrl'),
    rabbitmqUrl: inject('rabbitmqUrl'),
    management: new Management(inject('rabbitmqManagementUrl')),
    agentUrl: agent.url,
  })
})

afterAll(async () => {
  await stack.stop()
  await agent.close()
})

/** All spans of the trace that a span with these tags belongs to, once the worker's have come too. */
async function traceOf(messageId: string, complete: (trace: Trace) => void = () => {}): Promise<Trace> {
  return vi.waitFor(() => {
    const tagged = agent.spans.filter(({ meta }) => meta['message.id'] === messageId)
    expect(tagged.map(({ name }) => name)).toContain('chat.answer')
    const trace = new Trace(agent.spans.filter(({ traceId }) => traceId === tagged[0]?.traceId))
    trace.one('frontend', 'fastify.request')
    complete(trace)
    return trace
  }, patience)
}

const way = [
  'worker chat.answer',
  'worker amqp.command',
  'backend amqp.command',
  'backend fastify.request',
  'frontend undici.request',
  'frontend fastify.request',
]

describe('a question asked in a browser', () => {
  let id: string
  let events: SseMessage[]
  let messageId: string
  let trace: Trace

  beforeAll(async () => {
    id = await stack.chat.conversation()
    const answer = await stack.chat.ask(id, 'How much light does a monstera need?', browser)
    events = await collect(answer.events)
    messageId = String(events[0]?.data.messageId)
    // The last to come are those of the answer's way back.
    const heard = events.filter(({ event }) => event === 'delta' || event === 'done').length
    trace = await traceOf(messageId, sent => expect(sent.back).toHaveLength(heard))
  })

  test('is one trace from the click to the model and back', () => {
    const root = trace.one('frontend', 'fastify.request', 'POST /api/conversations/:id/messages')
    expect(trace.roots).toEqual([root])
    expect(root).toMatchObject({
      traceId: String(0x7b000001),
      parentId: String(0xabcdef),
      meta: { '_dd.origin': 'rum' },
    })

    expect(trace.ancestry(trace.one('worker', 'openai.request', 'chat.completions.create'))).toEqual([
      'worker openai.request',
      ...way,
    ])
    expect(trace.ancestry(trace.one('worker', 'pg.query', /^update questions/))).toEqual(['worker pg.query', ...way])
    expect(trace.one('backend', 'amqp.command', 'basic.publish chat request').meta['span.kind']).toBe('producer')
    expect(trace.one('worker', 'amqp.command', 'basic.deliver chat request').meta['span.kind']).toBe('consumer')
    expect(trace.spans.filter(({ error }) => error)).toEqual([])
  })

  test('has spans that say what they are about, and no noise', () => {
    const tags = { 'conversation.id': id, 'message.id': messageId }
    expect(trace.one('backend', 'fastify.request')).toMatchObject({
      meta: tags,
      metrics: { 'chat.first_token_ms': expect.any(Number) },
    })
    expect(trace.one('worker', 'chat.answer')).toMatchObject({
      resource: 'chat.requests',
      type: 'worker',
      meta: { ...tags, 'span.kind': 'consumer', 'chat.outcome': 'answered' },
      metrics: {
        'chat.attempts': 1,
        'chat.first_token_ms': expect.any(Number),
        'chat.queue_wait_ms': expect.any(Number),
      },
    })
    expect(trace.one('worker', 'pg.query', /^update questions/).meta['_dd.dbm_trace_injected']).toBe('true')
    const names = new Set(agent.spans.map(({ name }) => name))
    expect([...names].sort()).toEqual([
      'amqp.command',
      'chat.answer',
      'fastify.request',
      'http.request',
      'openai.request',
      'pg.pool.acquire',
      'pg.query',
      'undici.request',
    ])
    expect(
      agent.spans.filter(({ resource }) =>
        /healthz|readyz|\/stats|outbox where created_at|listen|[0-9a-f]{8}-/.test(resource),
      ),
    ).toEqual([])
  })

  test('has its logs', () => {
    const line = stack.worker.log.find(({ msg, messageId: of }) => msg === 'reply stored' && of === messageId)
    expect(line?.dd).toMatchObject({
      // The 64 bits of a browser's trace are written as the tracer writes them: decimal.
      trace_id: String(0x7b000001),
      span_id: trace.one('worker', 'chat.answer').spanId,
      service: 'worker',
      env: 'chat-demo',
    })
    const accepted = stack.backend.log.find(({ msg, messageId: of }) => msg === 'question accepted' && of === messageId)
    expect(accepted?.dd).toMatchObject({ trace_id: String(0x7b000001) })
  })

  test('is seen by LLM Observability with prompt, reply, tokens and session', async () => {
    const { spanId } = trace.one('worker', 'openai.request')
    const workflowId = trace.one('worker', 'chat.answer').spanId
    const usage = events.at(-1)?.data.usage as { prompt_tokens: number; completion_tokens: number }
    await vi.waitFor(() => {
      expect(agent.llmSpans.find(span => span.span_id === spanId)).toMatchObject({
        parent_id: workflowId,
        status: 'ok',
        session_id: id,
        meta: {
          'span.kind': 'llm',
          model_name: 'gpt-4.1-nano',
          model_provider: 'openai',
          input: { messages: [{ role: 'system' }, { role: 'user', content: 'How much light does a monstera need?' }] },
          output: { messages: [{ role: 'assistant', content: expect.stringContaining('monstera') }] },
        },
        metrics: { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens },
      })
      expect(agent.llmSpans.find(span => span.span_id === workflowId)).toMatchObject({
        session_id: id,
        meta: {
          'span.kind': 'workflow',
          input: { value: 'How much light does a monstera need?' },
          metadata: {
            message_id: expect.any(String),
            apm_trace_id: expect.stringMatching(/^[0-9a-f]{32}$/),
            attempts: 1,
            first_token_ms: expect.any(Number),
            outcome: 'answered',
          },
        },
      })
      expect(agent.evaluations).toContainEqual(
        expect.objectContaining({ label: 'keyword_overlap', metric_type: 'score', score_value: expect.any(Number) }),
      )
    }, patience)
  })

  test('is told what its asker thinks of the reply', async () => {
    const replyId = events.at(-1)?.data.replyId
    const { status } = await stack.chat.request('POST', `/api/conversations/${id}/messages/${replyId}/feedback`, {
      score: -1,
    })
    expect(status).toBe(204)
    const spanId = trace.one('worker', 'chat.answer').spanId
    await vi.waitFor(
      () =>
        expect(agent.evaluations).toContainEqual(
          expect.objectContaining({
            label: 'user_feedback',
            score_value: -1,
            ml_app: 'chat-demo',
            join_on: { span: { span_id: spanId, trace_id: expect.stringMatching(/^[0-9a-f]{32}$/) } },
          }),
        ),
      patience,
    )
  })

  test('is a pathway of data streams in both directions', async () => {
    await vi.waitFor(() => {
      const sent = edge('backend', 'direction:out', 'exchange:chat')
      const taken = edge('worker', 'direction:in', 'topic:chat.requests')
      const replied = edge('worker', 'direction:out', 'exchange:chat.replies')
      expect(sent?.parentHash).toBe(0n)
      expect(taken?.parentHash).toBe(sent?.hash)
      expect(replied?.parentHash).toBe(taken?.hash)
      const heard = agent.edges.find(({ service, parentHash }) => service === 'backend' && parentHash === replied?.hash)
      expect(heard?.tags.join()).toMatch(/direction:in,topic:chat\.replies\.[0-9a-f]{8},type:rabbitmq/)
    }, patience)
  })
})

function edge(service: string, ...tags: string[]) {
  return agent.edges.find(sent => sent.service === service && tags.every(tag => sent.tags.includes(tag)))
}

test('a question that the sweeper publishes stays in its trace and its pathway', async () => {
  const { chat, broker } = stack
  const id = await chat.conversation()
  broker.cut()
  await vi.waitFor(async () => expect((await chat.request('GET', '/api/health')).status).toBe(503), patience)
  const messageId = await chat.askLater(id, 'And how much water?')
  await broker.mend()
  await vi.waitFor(async () => expect((await chat.stats()).waiting).toBe(0), patience)

  const trace = await traceOf(messageId)
  expect(trace.roots).toEqual([trace.one('frontend', 'fastify.request')])
  expect(trace.ancestry(trace.one('worker', 'openai.request'))).toEqual([
    'worker openai.request',
    'worker chat.answer',
    'worker amqp.command',
    'backend amqp.command',
    'backend chat.outbox.publish',
    'backend fastify.request',
    'frontend undici.request',
    'frontend fastify.request',
  ])
  await vi.waitFor(() => {
    const written = edge('backend', 'direction:out', 'topic:outbox')
    const swept = edge('backend', 'direction:in', 'topic:outbox')
    expect(swept?.parentHash).toBe(written?.hash)
    const published = agent.edges.find(
      ({ tags, parentHash }) => tags.includes('exchange:chat') && parentHash === swept?.hash,
    )
    const taken = agent.edges.find(({ service, parentHash }) => service === 'worker' && parentHash === published?.hash)
    expect(taken?.tags).toContain('topic:chat.requests')
  }, patience)
})

test('the numbers of both questions have come when the services have stopped', async () => {
  await vi.waitFor(() => expect(agent.metrics.some(line => line.startsWith('runtime.node.heap'))).toBe(true), patience)
  await stack.stop()
  const total = (name: string, ...tags: string[]) =>
    agent.metrics
      .filter(line => line.startsWith(`${name}:`) && tags.every(tag => new RegExp(`[#,]${tag}[,|]`).test(line)))
      .reduce((sum, line) => sum + Number(line.slice(name.length + 1).split('|', 1)[0]), 0)
  expect(total('chat.question.accepted', 'service:backend', 'env:chat-demo')).toBe(2)
  expect(total('chat.reply.ended', 'outcome:answered', 'within_deadline:true', 'service:worker')).toBe(2)
  expect(total('chat.request', 'outcome:ok', 'status_code:200', 'service:frontend')).toBe(1)
  expect(total('chat.request', 'outcome:ok', 'status_code:202')).toBe(1)
  const distributions = [
    'chat.first_token.duration',
    'chat.queue.wait',
    'chat.reply.duration',
    'chat.reply.tokens',
    'chat.reply.cost',
  ]
  for (const name of distributions) expect(total(name), name).toBeGreaterThan(0)
})
