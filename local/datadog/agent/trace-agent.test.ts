import { startModelServer } from '@chat-demo/openai'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { Figures } from '../intake/figures.ts'
import { tagValue } from '../intake/tags.ts'
import { MemoryStore } from '../intake/testing.ts'
import { type Dogstatsd, startDogstatsd } from './dogstatsd.ts'
import type { PodTags } from './kubernetes/pod-tags.ts'
import { startTracedService, type TracedService } from './testing/traced-service.ts'
import { startTraceAgent, type TraceAgent } from './trace-agent.ts'

const WAIT = { timeout: 30_000, interval: 50 }
const pods: PodTags = {
  forEntity: (podUid, container) =>
    podUid === 'uid-1' ? ['kube_namespace:chat-demo', 'pod_name:backend-1', `kube_container_name:${container}`] : [],
  facts: () => undefined,
  entityOf: () => undefined,
}

describe('a service under dd-trace', { timeout: 40_000 }, () => {
  const store = new MemoryStore()
  const figures = new Figures()
  let clock = Date.now()
  let agent: TraceAgent
  let dogstatsd: Dogstatsd
  let service: TracedService
  let model: Awaited<ReturnType<typeof startModelServer>>

  beforeAll(async () => {
    const shared = { host: '127.0.0.1', port: 0, store, figures, hostName: 'local', pods, now: () => clock }
    model = await startModelServer({ goodKeys: ['good'] })
    dogstatsd = await startDogstatsd(shared)
    agent = await startTraceAgent({ ...shared, dogstatsd })
    service = await startTracedService({
      DD_TRACE_AGENT_URL: agent.url,
      DD_DOGSTATSD_HOST: '127.0.0.1',
      DD_DOGSTATSD_PORT: String(dogstatsd.port),
      DD_SERVICE: 'backend',
      DD_ENV: 'chat-demo',
      DD_VERSION: 'dev',
      DD_EXTERNAL_ENV: 'it-false,cn-backend,pu-uid-1',
      DD_RUNTIME_METRICS_ENABLED: 'true',
      DD_RUNTIME_METRICS_FLUSH_INTERVAL: '500',
      DD_DATA_STREAMS_ENABLED: 'true',
      DD_LLMOBS_ENABLED: '1',
      DD_LLMOBS_ML_APP: 'chat-demo',
      MODEL_URL: model.url,
      MODEL_KEY: 'good',
    })
  })
  afterAll(async () => {
    await service?.close()
    await agent?.close()
    await dogstatsd?.close()
    await model?.close()
  })

  it('sends spans with ids of 128 bits, the pod that they come from, and what is top level', async () => {
    const response = await service.get('/items/1')
    expect(response.status).toBe(200)
    const server = await vi.waitFor(() => {
      const found = store.all('spans').find(span => span.resource === 'GET /items/:id')
      expect(found).toBeDefined()
      return found
    }, WAIT)
    expect(server).toMatchObject({
      service: 'backend',
      env: 'chat-demo',
      version: 'dev',
      host: 'local',
      name: 'fastify.request',
      kind: 'server',
      type: 'web',
      topLevel: true,
      httpStatusCode: '200',
      error: false,
      tags: ['kube_container_name:backend', 'kube_namespace:chat-demo', 'pod_name:backend-1'],
    })
    expect(server?.traceId).toMatch(/^(?!0{16})[0-9a-f]{32}$/)
    const child = store.all('spans').find(span => span.name === 'item.load')
    expect(child).toMatchObject({ traceId: server?.traceId, topLevel: false, meta: { 'item.id': '1' } })
    const byId = new Map(store.all('spans').map(span => [span.spanId, span]))
    expect(byId.get(child?.parentId ?? '')?.traceId).toBe(server?.traceId)
  })

  it('makes trace metrics of them once their ten seconds are over', async () => {
    await service.get('/items/broken')
    await vi.waitFor(() => expect(store.all('spans').some(span => span.httpStatusCode === '500')).toBe(true), WAIT)
    const name = store.all('spans').find(span => span.kind === 'server')?.name
    clock = Date.now() + 30_000
    await vi.waitFor(() => expect(store.metrics()).toContain(`trace.${name}.errors`), WAIT)
    const errors = store.all('points').filter(point => point.metric === `trace.${name}.errors.by_http_status`)
    expect(errors[0]?.tags).toEqual([
      'env:chat-demo',
      'http.status_class:5xx',
      'http.status_code:500',
      'resource_name:get_/items/:id',
      'service:backend',
      'span.kind:server',
      'version:dev',
    ])
    expect(store.metrics()).toEqual(expect.arrayContaining([`trace.${name}.hits`, `trace.${name}.apdex`]))
    expect(store.all('distributions').some(row => row.metric === `trace.${name}`)).toBe(true)
    clock = Date.now()
  })

  it('sends runtime metrics and metrics of its own', async () => {
    await service.post('/metrics')
    await vi.waitFor(() => {
      clock = Date.now() + 30_000
      expect(store.metrics()).toEqual(
        expect.arrayContaining(['demo.jobs', 'demo.depth', 'demo.wait.95percentile', 'runtime.node.mem.rss']),
      )
      expect(store.all('distributions').some(row => row.metric === 'demo.size')).toBe(true)
    }, WAIT)
    const jobs = store.all('points').find(point => point.metric === 'demo.jobs' && point.value > 0)
    expect(jobs).toMatchObject({ type: 'rate', value: 0.3, interval: 10 })
    expect(jobs?.tags).toEqual(
      expect.arrayContaining(['env:chat-demo', 'host:local', 'kind:a', 'pod_name:backend-1', 'service:backend']),
    )
  })

  it('sends what passed its message streams, both ends of an edge linked', async () => {
    const carrier = await service.post('/messages')
    await service.post('/consume', carrier)
    const rows = await vi.waitFor(() => {
      const found = store.all('distributions').filter(row => row.metric === 'data_streams.latency')
      expect(found.some(row => tagValue(row.tags, 'pathway_type') === 'edge')).toBe(true)
      return found
    }, WAIT)
    const edge = rows.find(row => tagValue(row.tags, 'pathway_type') === 'edge')
    expect(edge?.tags).toEqual(
      expect.arrayContaining([
        'direction:in',
        'end:backend',
        'env:chat-demo',
        'start:backend',
        'topic:chat.requests',
        'type:rabbitmq',
        'upstream_service:backend',
      ]),
    )
    expect(edge?.values[0]).toBeGreaterThanOrEqual(0)
    expect(edge?.values[0]).toBeLessThan(5)
    expect(rows.some(row => tagValue(row.tags, 'pathway_type') === 'full')).toBe(true)
  })

  it.each([false, true])('sends model calls with tokens and cost, streamed: %s', async stream => {
    const usage = await service.post('/ask', { stream, model: 'gpt-4.1-mini' })
    const span = await vi.waitFor(() => {
      const found = store.all('llmSpans').find(each => each.metrics.input_tokens === usage.prompt_tokens && isNew(each))
      expect(found).toBeDefined()
      return found
    }, WAIT)
    seen.add(span?.spanId ?? '')
    expect(span).toMatchObject({
      spanKind: 'llm',
      mlApp: 'chat-demo',
      modelName: expect.stringContaining('gpt-4.1-mini'),
      service: 'backend',
      sessionId: 'conversation-1',
      status: 'ok',
      input: { messages: [{ role: 'user', content: 'What is a circuit breaker?' }] },
    })
    const expected = (Number(usage.prompt_tokens) * 0.4 + Number(usage.completion_tokens) * 1.6) * 1000
    expect(span?.metrics.estimated_total_cost).toBeCloseTo(expected, 3)
    const costs = store.all('distributions').filter(row => row.metric === 'ml_obs.span.llm.total.cost')
    expect(costs.flatMap(row => row.values)).toContainEqual(expect.closeTo(expected, 3))
    const apm = await vi.waitFor(() => {
      const found = store.all('spans').find(each => each.spanId === span?.spanId)
      expect(found).toBeDefined()
      return found
    }, WAIT)
    expect(apm?.name).toBe('openai.request')
    expect(span?.apmTraceId).toBe(apm?.traceId)
  })

  it('sends evaluations that join to their span', async () => {
    const evaluation = await vi.waitFor(() => {
      const found = store.all('evaluations')[0]
      expect(found).toBeDefined()
      return found
    }, WAIT)
    expect(evaluation).toMatchObject({ label: 'thumbs', metricType: 'categorical', value: { value: 'up' } })
    await vi.waitFor(() => expect(store.all('llmSpans').map(span => span.spanId)).toContain(evaluation?.spanId), WAIT)
  })

  it('counts what it took, and says what it uses for nothing', async () => {
    const { kinds, requests, refused, unused } = figures.snapshot()
    expect(refused).toEqual({})
    expect(kinds.spans?.accepted).toBe(store.all('spans').length)
    expect(kinds.spans?.dropped).toEqual({})
    expect(kinds['dogstatsd lines']?.dropped).toEqual({})
    expect(requests['/v0.4/traces']?.bytes).toBeGreaterThan(100)
    expect(unused).toContain('/telemetry/proxy/*')
  })

  const seen = new Set<string>()
  const isNew = (span: { spanId: string }) => !seen.has(span.spanId)
})
