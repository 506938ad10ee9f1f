import { deflateSync, gzipSync } from 'node:zlib'
import { client, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Api, startApi } from '../api/server.ts'
import { Figures } from './figures.ts'
import { intakeRoutes } from './routes.ts'
import { MemoryStore } from './testing.ts'

const API_KEY = 'a'.repeat(32)
const NOW = Date.parse('2026-01-01T12:00:00Z')
const SECONDS = NOW / 1000
const unused = () => Promise.reject(new Error('not asked here'))

let figures: Figures
let store: MemoryStore
let api: Api

beforeAll(async () => {
  store = new MemoryStore()
  figures = new Figures()
  api = await startApi({
    context: {
      store,
      metrics: { timeseries: unused, scalar: unused },
      search: { search: unused, aggregate: unused },
      now: () => NOW,
    },
    keys: { apiKey: API_KEY, appKey: 'b'.repeat(40) },
    routes: [intakeRoutes({ apiKey: API_KEY, clientTokens: () => new Set(['pub-token']), figures })],
    at: { host: '127.0.0.1', port: 0 },
  })
})
afterAll(() => api.close())
beforeEach(() => store.clear())

const send = (path: string, body: RequestInit['body'], headers: Record<string, string> = {}) =>
  fetch(api.url + path, {
    method: 'POST',
    body,
    headers: { 'Content-Type': 'application/json', 'DD-API-KEY': API_KEY, ...headers },
  })

describe('the official client', () => {
  const configuration = () =>
    client.createConfiguration({
      authMethods: { apiKeyAuth: API_KEY },
      baseServer: new client.BaseServerConfiguration(api.url, {}),
    })

  it.each(['gzip', 'deflate', 'identity'] as const)('submits logs as %s', async contentEncoding => {
    await new v2.LogsApi(configuration()).submitLog({
      contentEncoding,
      ddtags: 'env:dev',
      body: [
        {
          ddsource: 'nodejs',
          ddtags: 'team:chat',
          hostname: 'h',
          service: 's',
          message: '{"level":50,"msg":"broken"}',
        },
      ],
    })
    expect(store.all('logs')).toMatchObject([
      {
        time: NOW,
        status: 'error',
        message: 'broken',
        service: 's',
        source: 'nodejs',
        host: 'h',
        env: 'dev',
        tags: ['env:dev', 'team:chat'],
      },
    ])
  })

  it('submits metrics in both versions', async () => {
    await new v2.MetricsApi(configuration()).submitMetrics({
      body: {
        series: [
          {
            metric: 'jobs',
            type: 1,
            interval: 20,
            points: [{ timestamp: SECONDS, value: 3 }],
            resources: [{ type: 'host', name: 'web' }],
            tags: ['A:b'],
          },
        ],
      },
    })
    await new v1.MetricsApi(configuration()).submitMetrics({
      body: { series: [{ metric: 'depth', type: 'gauge', host: 'web', points: [[SECONDS, 4]] }] },
    })
    await new v1.MetricsApi(configuration()).submitDistributionPoints({
      body: { series: [{ metric: 'size', points: [[SECONDS, [1, 2]]], tags: ['x:y'] }] },
    })
    expect(store.all('points')).toEqual([
      { time: NOW, metric: 'jobs', type: 'count', tags: ['a:b', 'host:web'], value: 3, interval: 20 },
      { time: NOW, metric: 'depth', type: 'gauge', tags: ['host:web'], value: 4 },
    ])
    expect(store.all('distributions')).toEqual([{ time: NOW, metric: 'size', tags: ['x:y'], values: [1, 2] }])
  })

  it('submits service checks', async () => {
    await new v1.ServiceChecksApi(configuration()).submitServiceCheck({
      body: [{ check: 'app.up', hostName: 'web', status: 1, tags: ['env:dev'], message: 'slow' }],
    })
    expect(store.all('serviceChecks')).toEqual([
      { time: NOW, check: 'app.up', status: 1, host: 'web', tags: ['env:dev'], message: 'slow' },
    ])
  })

  it('creates events of version 1, and gets them back', async () => {
    const answer = await new v1.EventsApi(configuration()).createEvent({
      body: { title: 'Deployed', text: 'version 2', alertType: 'success', tags: ['service:backend'], priority: 'low' },
    })
    expect(answer.event).toMatchObject({ title: 'Deployed', text: 'version 2', priority: 'low' })
    expect(answer.event?.idStr).toBe(String(answer.event?.id))
    expect(JSON.stringify(answer)).not.toContain('_unparsed')
    expect(store.all('events')).toMatchObject([
      { time: NOW, id: answer.event?.idStr, title: 'Deployed', status: 'success', tags: ['service:backend'] },
    ])
  })

  it('creates events of version 2: changes and alerts', async () => {
    const events = new v2.EventsApi(configuration())
    const answer = await events.createEvent({
      body: {
        data: {
          type: 'event',
          attributes: {
            title: 'Run started',
            category: 'change',
            message: 'worker crash',
            tags: ['run:1'],
            attributes: {
              changedResource: { type: 'configuration', name: 'worker' },
              author: { type: 'automation', name: 'control-center' },
              impactedResources: [{ type: 'service', name: 'worker' }],
            },
          },
        },
      },
    })
    expect(answer.data?.attributes?.attributes?.evt?.uid).toBe(store.all('events')[0]?.id)
    await events.createEvent({
      body: {
        data: {
          type: 'event',
          attributes: { title: 'Too slow', category: 'alert', attributes: { status: 'error', priority: '2' } },
        },
      },
    })
    expect(store.all('events')).toMatchObject([
      {
        title: 'Run started',
        text: 'worker crash',
        tags: ['run:1', 'service:worker'],
        attributes: { category: 'change', changed_resource: { type: 'configuration', name: 'worker' } },
      },
      { title: 'Too slow', status: 'error', priority: '2', attributes: { category: 'alert' } },
    ])
  })
})

describe('what is refused', () => {
  it('needs the API key alone', async () => {
    expect((await send('/api/v2/logs', '[]')).status).toBe(202)
    expect((await send('/api/v2/logs', '[]', { 'DD-API-KEY': 'wrong' })).status).toBe(403)
    expect((await fetch(`${api.url}/api/v2/series`, { method: 'POST', body: '{}' })).status).toBe(401)
  })

  it.each([
    ['/api/v2/logs', '{', 'the body is not JSON'],
    ['/api/v2/logs', '[1]', 'a log is not an object'],
    ['/api/v2/logs', JSON.stringify(Array.from({ length: 1001 }, () => ({}))), '1001 logs in one body'],
    ['/api/v2/series', '{"series":[{"metric":"x"}]}', 'series[0].points'],
    ['/api/v1/events', '{"title":"x"}', 'text'],
    ['/api/v1/events', `{"title":"x","text":"y","date_happened":${SECONDS - 20 * 3600}}`, 'too far in the past'],
    ['/api/v2/events', '{"data":{"type":"event","attributes":{"title":"x","category":"odd"}}}', 'category'],
  ])('%s: case %#', async (path, body, message) => {
    const response = await send(path, body)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain(message)
  })

  it('bounds bodies after decompression', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, '['))
    expect((await send('/api/v2/logs', bomb, { 'Content-Encoding': 'gzip' })).status).toBe(413)
    expect((await send('/api/v2/logs', 'not gzip', { 'Content-Encoding': 'gzip' })).status).toBe(400)
    const unknown = await send('/api/v2/logs', '[]', { 'Content-Encoding': 'zstd1' })
    expect(unknown.status).toBe(415)
    expect(await unknown.text()).toContain('zstd1')
  })

  it('is 503 while the store has no room, and counted', async () => {
    store.full = true
    const response = await send('/api/v2/logs', '{"message":"x"}')
    expect(response.status).toBe(503)
    expect(figures.snapshot().kinds.logs?.dropped).toEqual({ 'refused with 503: the store is full': 1 })
    expect(figures.snapshot().refused['/api/v2/logs 503']?.count).toBe(1)
  })
})

describe('lineage', () => {
  const event = {
    eventType: 'START',
    eventTime: '2026-01-01T12:00:00.000Z',
    producer: 'https://example.org',
    run: { runId: '01890a5d-ac96-774b-bcce-b302099a8057', facets: {} },
    job: { namespace: 'chat-demo', name: 'daily.load', facets: {} },
  }
  it('takes run events with a Bearer token, compressed', async () => {
    const headers = {
      Authorization: `Bearer ${API_KEY}`,
      'Content-Encoding': 'gzip',
      'Content-Type': 'application/json',
    }
    const body = gzipSync(JSON.stringify(event))
    const response = await fetch(`${api.url}/api/v1/lineage`, { method: 'POST', headers, body })
    expect(response.status).toBe(202)
    expect(store.all('lineage')).toMatchObject([
      { time: NOW, runId: event.run.runId, jobNamespace: 'chat-demo', jobName: 'daily.load', eventType: 'START' },
    ])
    const wrong = await fetch(`${api.url}/api/v1/lineage`, { method: 'POST', body: JSON.stringify(event) })
    expect(wrong.status).toBe(403)
  })
})

describe('RUM', () => {
  const query = (extra = '') => `/api/v2/rum?ddsource=browser&dd-api-key=pub-token&dd-evp-origin=browser${extra}`
  const event = (type: string, more: Record<string, unknown>) => ({
    type,
    date: NOW,
    application: { id: 'app' },
    session: { id: 'session', type: 'user' },
    view: { id: 'view', url: 'http://localhost/c/1' },
    service: 'browser',
    version: 'dev',
    ddtags: 'sdk_version:6.33.0,env:chat-demo,service:browser,version:dev',
    ...more,
  })
  const lines = [
    event('view', { _dd: { document_version: 1 } }),
    event('resource', {
      resource: { id: 'r1', type: 'fetch', url: 'http://localhost/api', duration: 5e6 },
      _dd: { trace_id: '18446744073709551615', span_id: '42' },
    }),
    { type: 'telemetry', date: NOW },
  ]
    .map(line => JSON.stringify(line))
    .join('\n')

  it('takes lines without a key header, compressed or not, and no request twice', async () => {
    const post = (path: string, body: RequestInit['body']) => fetch(api.url + path, { method: 'POST', body })
    expect((await post(query('&dd-request-id=1'), lines)).status).toBe(202)
    expect((await post(query('&dd-request-id=1'), lines)).status).toBe(202)
    expect((await post(query('&dd-request-id=2&dd-evp-encoding=deflate'), deflateSync(lines))).status).toBe(202)
    expect(store.all('rum')).toHaveLength(4)
    expect(store.all('rum')[1]).toMatchObject({
      type: 'resource',
      id: 'r1',
      applicationId: 'app',
      sessionId: 'session',
      viewId: 'view',
      env: 'chat-demo',
      service: 'browser',
      traceId: '0000000000000000ffffffffffffffff',
      spanId: '42',
    })
    expect(store.values('rum.measure.view')).toHaveLength(1)
    expect(figures.snapshot().kinds.rum?.dropped).toEqual({ 'telemetry of the SDK about itself': 2 })
  })

  it('refuses other tokens, and says which line is wrong', async () => {
    const post = (path: string, body: RequestInit['body']) => fetch(api.url + path, { method: 'POST', body })
    expect((await post('/api/v2/rum?dd-api-key=other', lines)).status).toBe(403)
    expect((await post(query(), lines)).status).toBe(202)
    const wrong = await post(query(), `${lines.split('\n')[0]}\n{"type":"view"}`)
    expect(wrong.status).toBe(400)
    expect(await wrong.text()).toContain('line 2 is no RUM event')
  })

  it('keeps segments of replays', async () => {
    const form = new FormData()
    const segment = deflateSync('{"records":[]}')
    const metadata = {
      application: { id: 'app' },
      session: { id: 'session' },
      view: { id: 'view' },
      start: NOW,
      end: NOW + 5000,
      records_count: 12,
      has_full_snapshot: true,
      index_in_view: 0,
      source: 'browser',
    }
    form.append('segment', new Blob([segment], { type: 'application/octet-stream' }), `session-${NOW}`)
    form.append('event', new Blob([JSON.stringify(metadata)], { type: 'application/json' }), 'blob')
    const response = await fetch(`${api.url}${query().replace('/rum', '/replay')}`, { method: 'POST', body: form })
    expect(response.status).toBe(202)
    expect(store.all('replay')).toEqual([
      {
        time: NOW,
        applicationId: 'app',
        sessionId: 'session',
        viewId: 'view',
        indexInView: 0,
        endTime: NOW + 5000,
        recordsCount: 12,
        hasFullSnapshot: true,
        segment: Buffer.from(segment),
      },
    ])
  })
})
