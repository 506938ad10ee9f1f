import { encode } from '@msgpack/msgpack'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Figures } from '../intake/figures.ts'
import { MemoryStore } from '../intake/testing.ts'
import { startTracedService } from './testing/traced-service.ts'
import { startTraceAgent, type TraceAgent } from './trace-agent.ts'

const WAIT = { timeout: 30_000, interval: 50 }

let store: MemoryStore
let figures: Figures
let agent: TraceAgent
let lines: string[]

beforeEach(async () => {
  store = new MemoryStore()
  figures = new Figures()
  lines = []
  agent = await startTraceAgent({
    host: '127.0.0.1',
    port: 0,
    store,
    figures,
    hostName: 'local',
    dogstatsd: { take: text => void lines.push(text) },
  })
})
afterEach(() => agent.close())

describe('other protocols of dd-trace', { timeout: 60_000 }, () => {
  it('takes version 0.5', async () => {
    const service = await startTracedService({
      DD_TRACE_AGENT_URL: agent.url,
      DD_SERVICE: 'backend',
      DD_ENV: 'dev',
      DD_TRACE_AGENT_PROTOCOL_VERSION: '0.5',
    })
    await service.get('/items/1')
    await vi.waitFor(() => expect(store.all('spans').some(span => span.resource === 'GET /items/:id')).toBe(true), WAIT)
    await service.close()
    expect(figures.snapshot().requests).toHaveProperty('/v0.5/traces')
    expect(figures.snapshot().refused).toEqual({})
    expect(store.all('spans').find(span => span.name === 'item.load')).toMatchObject({
      service: 'backend',
      env: 'dev',
      meta: { 'item.id': '1' },
    })
  })

  it('takes the statistics of a tracer that computes them itself, and makes none of its own then', async () => {
    const service = await startTracedService({
      DD_TRACE_AGENT_URL: agent.url,
      DD_SERVICE: 'backend',
      DD_ENV: 'dev',
      DD_TRACE_STATS_COMPUTATION_ENABLED: 'true',
    })
    for (let i = 0; i < 3; i++) await service.get('/items/1')
    await service.get('/items/broken')
    const server = await vi.waitFor(() => {
      const found = store.all('spans').find(span => span.kind === 'server')
      expect(found).toBeDefined()
      return found
    }, WAIT)
    const total = (metric: string) => store.values(metric).reduce((sum, { value }) => sum + value, 0)
    await vi.waitFor(() => expect(total(`trace.${server?.name}.hits`)).toBe(4), WAIT)
    await service.close()
    await agent.close()
    expect(total(`trace.${server?.name}.hits`)).toBe(4)
    expect(total(`trace.${server?.name}.errors`)).toBe(1)
    const seconds = store
      .all('distributions')
      .flatMap(row => (row.metric === `trace.${server?.name}` ? row.values : []))
    expect(seconds).toHaveLength(4)
    expect(Math.max(...seconds)).toBeLessThan(5)
  })
})

describe('what a tracer is told', () => {
  const put = (path: string, body: Uint8Array | string, headers: Record<string, string> = {}) =>
    fetch(agent.url + path, { method: 'PUT', body: Buffer.from(body), headers })
  const span = {
    trace_id: 2n ** 64n - 1n,
    span_id: 7n,
    parent_id: 0n,
    service: 's',
    name: 'n',
    resource: 'r',
    start: 1_700_000_000_000_000_000n,
    duration: 1000,
    error: 0,
    meta: { env: 'e' },
    metrics: {},
  }
  const payload = encode([[span]], { useBigInt64: true })

  it('which rates apply, and what is taken here', async () => {
    const response = await put('/v0.4/traces', payload)
    expect(await response.json()).toEqual({ rate_by_service: { 'service:,env:': 1, 'service:s,env:e': 1 } })
    expect(store.all('spans')[0]?.traceId).toBe('0000000000000000ffffffffffffffff')
    const info = (await (await fetch(`${agent.url}/info`)).json()) as { endpoints: string[] }
    expect(info.endpoints).toContain('/evp_proxy/v2/')
    expect(await (await fetch(`${agent.url}/v0.7/config`, { method: 'POST', body: '{}' })).json()).toEqual({})
  })

  it('429 while there is no room', async () => {
    store.full = true
    expect((await put('/v0.4/traces', payload)).status).toBe(429)
    expect(figures.snapshot().kinds.spans?.dropped).toEqual({ 'refused with 429: the store is full': 1 })
  })

  it('what was wrong with a body', async () => {
    const wrong = await put('/v0.4/traces', encode([[{ ...span, meta: 3 }]], { useBigInt64: true }))
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toBe('meta is not a map')
    expect((await put('/v0.4/traces', 'no msgpack')).status).toBe(400)
    expect((await put('/v0.5/traces', encode([['a'], [[[9, 0]]]]))).status).toBe(400)
    const evp = await fetch(`${agent.url}/evp_proxy/v2/api/v2/llmobs`, { method: 'POST', body: '[]' })
    expect(await evp.text()).toContain('X-Datadog-EVP-Subdomain')
  })

  it('that a page of another name has no business here', async () => {
    const { request } = await import('node:http')
    const status = await new Promise(resolve => {
      request(`${agent.url}/info`, { headers: { Host: 'evil.example' } }, response => {
        response.resume()
        resolve(response.statusCode)
      }).end()
    })
    expect(status).toBe(421)
  })

  it('nothing, for what is taken and not used; DogStatsD goes on its way', async () => {
    for (const path of ['/profiling/v1/input', '/debugger/v1/input', '/tracer_flare/v1', '/telemetry/proxy/api/v2/x']) {
      expect((await fetch(agent.url + path, { method: 'POST', body: 'x' })).status).toBe(202)
    }
    expect(figures.snapshot().unused).toHaveLength(4)
    await fetch(`${agent.url}/dogstatsd/v2/proxy`, { method: 'POST', body: 'a:1|c\n' })
    expect(lines).toEqual(['a:1|c\n'])
  })
})
