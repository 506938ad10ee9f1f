import { systemClock } from '@chat-demo/engine'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DatadogClient } from '../../app/platform/datadog/client.ts'
import { openInsights } from '../../app/platform/lenses/insights.ts'
import { question } from '../../app/platform/lenses/model/testing.ts'
import { type ApiCall, type DatadogApi, startDatadogApi } from '../../app/platform/widgets/testing.ts'
import { startTestServer, type TestServer } from '../testing/test-server.ts'

let api: DatadogApi
let server: TestServer

beforeEach(async () => {
  api = await startDatadogApi()
  const client = new DatadogClient({ apiUrl: api.url, appUrl: null, apiKey: 'a', appKey: 'b' }, systemClock)
  server = await startTestServer({ insights: openInsights(client, 'chat-demo', systemClock) })
})
afterEach(async () => {
  await server.close()
  await api.close()
})

const LIST = '/api/v1/logs-analytics/list'
const searchOf = (call: ApiCall) => (call.body.list as { search: { query: string } }).search.query
const samples = (...customs: object[]) => ({
  body: {
    status: 'done',
    result: { events: customs.map((custom, id) => ({ id, event: { timestamp: new Date().toISOString(), custom } })) },
  },
})

describe('the database over HTTP', () => {
  it('says who waits for whom', async () => {
    api.on(LIST, () =>
      samples(
        { pid: 9, blocking_pids: [], application_name: 'psql', db: { statement: 'lock table messages' } },
        {
          pid: 7,
          blocking_pids: [9],
          application_name: 'backend',
          db: { statement: 'insert', wait_event: 'relation' },
        },
      ),
    )
    const { status, body } = await server.script('GET', '/api/v1/database/activity')
    expect(status).toBe(200)
    expect(body).toMatchObject({
      waiting: 1,
      roots: [{ pid: 9, session: { application: 'psql' }, behind: [{ pid: 7, session: { owner: 'backend' } }] }],
    })
    const [call] = api.calls
    expect(call?.query.get('type')).toBe('databasequery')
    expect(call && searchOf(call)).toBe('dbm_type:activity env:chat-demo')
  })

  it('has the statements with their texts, and the figures also when texts are refused', async () => {
    api.on('/query/scalar', () => ({
      body: {
        data: {
          attributes: {
            columns: [
              { type: 'group', name: 'query_signature', values: [['aa']] },
              { type: 'group', name: 'user', values: [['chat']] },
              { type: 'number', name: 'time', values: [5e8] },
              { type: 'number', name: 'count', values: [5] },
            ],
          },
        },
      },
    }))
    api.on(LIST, () => ({ status: 403, body: { errors: ['Forbidden'] } }))
    const { body } = await server.script('GET', '/api/v1/database/queries?span=5m')
    expect(body).toMatchObject({
      rows: [{ signature: 'aa', statement: null, meanSeconds: 0.1 }],
      textProblem: expect.stringContaining('without scopes'),
    })
  })

  it('has the plan of one of them, or says why not', async () => {
    const definition = JSON.stringify({
      Plan: { 'Node Type': 'Seq Scan', 'Relation Name': 'messages', 'Total Cost': 9 },
    })
    api.on(LIST, call =>
      searchOf(call).endsWith(':abc') ? samples({ db: { statement: 'select', plan: { definition } } }) : samples(),
    )
    const { body } = await server.script('GET', '/api/v1/database/plans/abc')
    expect(body).toMatchObject({ found: true, plan: { rows: [{ node: 'Seq Scan', detail: 'on messages' }] } })
    expect((await server.script('GET', '/api/v1/database/plans/def')).body).toMatchObject({ found: false })
    expect((await server.script('GET', '/api/v1/database/plans/x%20OR%20y')).status).toBe(400)
  })

  it('repeats what Datadog refused', async () => {
    api.on(LIST, () => ({ status: 403, body: { errors: ['Forbidden'] } }))
    const { status, body } = await server.script('GET', '/api/v1/database/activity')
    expect([status, body.title]).toEqual([502, 'Datadog said 403'])
  })
})

describe('objectives over HTTP', () => {
  beforeEach(() => {
    const overall = { timeframe: '30d', target: 99, status: 99.4, state: 'ok', error_budget_remaining: 40 }
    api.on('/slo/search', () => ({
      body: {
        data: {
          attributes: { slos: [{ data: { id: 's1', attributes: { name: 'In time', overall_status: [overall] } } }] },
        },
      },
    }))
    api.on('/slo/s1/history', () => ({ body: { data: { overall: { sli_value: 97 } } } }))
    api.on('/slo/correction', () => ({
      body: { data: [{ id: 'c', attributes: { slo_id: 's1', category: 'Other', start: Date.now() / 1000 } }] },
    }))
  })

  it('have budget, burn rates and corrections', async () => {
    const { body } = await server.script('GET', '/api/v1/slos')
    expect(body).toMatchObject({
      problems: [],
      rows: [
        { name: 'In time', timeframes: [{ budget: 40 }], burn: [{ rate: 3 }, { rate: 3 }], corrections: [{ id: 'c' }] },
      ],
    })
    expect(api.calls.find(call => call.path.endsWith('/slo/search'))?.query.get('query')).toBe('installation:chat-demo')
  })

  it('stand also when only they can be read', async () => {
    api.on('/slo/s1/history', () => ({ status: 403, body: { errors: ['Forbidden'] } }))
    api.on('/slo/correction', () => ({ status: 403, body: { errors: ['Forbidden'] } }))
    const { status, body } = await server.script('GET', '/api/v1/slos')
    expect(status).toBe(200)
    expect(body.problems).toHaveLength(2)
  })

  it('and monitors have their history', async () => {
    const attributes = { title: '[Triggered] Waiting', monitor_id: 4 }
    api.on('/events/search', () => ({
      body: { data: [{ id: 'e', attributes: { timestamp: new Date().toISOString(), attributes } }] },
    }))
    const { body } = await server.script('GET', '/api/v1/monitors/history?span=1h')
    expect(body).toMatchObject({
      episodes: [{ monitorId: '4', name: 'Waiting', state: 'Alert', to: null }],
      cut: false,
    })
  })
})

describe('users over HTTP', () => {
  const rum = (type: string, more: object = {}) => ({
    id: type,
    attributes: {
      timestamp: new Date().toISOString(),
      attributes: { type, session: { id: 'a-1' }, usr: { name: 'Ines' }, view: { id: 'v', name: '/chat' }, ...more },
    },
  })

  it('have sessions, errors and vitals', async () => {
    api.on('/rum/events/search', () => ({ body: { data: [rum('error', { error: { message: 'no' } }), rum('view')] } }))
    api.on('/rum/analytics/aggregate', () => ({
      body: { data: { buckets: [{ computes: { c0: 1e9, c1: 2e8, c2: 0 } }] } },
    }))
    expect((await server.script('GET', '/api/v1/users/sessions?span=1h')).body).toMatchObject({
      sessions: [{ id: 'a-1', user: 'Ines', views: 1, errors: 1 }],
      errors: [{ message: 'no', session: 'a-1' }],
    })
    expect((await server.script('GET', '/api/v1/users/vitals')).body).toEqual({
      largestPaint: 1,
      nextPaint: 0.2,
      layoutShift: 0,
    })
  })

  it('have what happened in one session', async () => {
    api.on('/rum/events/search', () => ({ body: { data: [rum('view')] } }))
    const { body } = await server.script('GET', '/api/v1/users/sessions/a-1')
    expect(body).toMatchObject({ session: { id: 'a-1' }, events: [{ kind: 'view', name: '/chat' }] })
    expect(api.calls[0]?.body.filter).toMatchObject({ query: expect.stringContaining('@session.id:a-1') })
    expect((await server.script('GET', '/api/v1/users/sessions/a%20OR%20b')).status).toBe(400)
  })
})

describe('the model over HTTP', () => {
  const queriesOf = (calls: ApiCall[]) =>
    calls.map(call => (call.body.data as { attributes: { filter: { query: string } } }).attributes.filter.query)

  beforeEach(() => api.on('/llm-obs/v1/spans/events/search', () => ({ body: { data: question(10) } })))

  it('has the newest calls', async () => {
    const { body } = await server.script('GET', '/api/v1/model/calls?span=5m')
    expect(body).toMatchObject({ cut: false, calls: [{ question: 'Why yellow?', user: 'Ines', error: null }] })
    expect(queriesOf(api.calls)).toEqual(['@ml_app:chat-demo env:chat-demo @meta.span.kind:(llm OR workflow)'])
  })

  it('searches words, and takes the whole of the questions that they find', async () => {
    await server.script('GET', '/api/v1/model/calls?query=yellow%20OR%20green')
    expect(queriesOf(api.calls)).toEqual([
      expect.stringContaining('(yellow OR green)'),
      expect.stringContaining('(@trace_id:(t10))'),
    ])
  })

  it('has a conversation', async () => {
    const { body } = await server.script('GET', '/api/v1/model/conversations/c1')
    expect(body).toMatchObject({ id: 'c1', systemPrompt: 'You sell plants.', turns: [{ reply: 'Too much water.' }] })
    expect(queriesOf(api.calls)[0]).toContain('@session_id:c1')
    expect((await server.script('GET', '/api/v1/model/conversations/a%20OR%20b')).status).toBe(400)
  })
})

describe('the flow of messages over HTTP', () => {
  it('has the last minute beside what was usual before a run', async () => {
    const before = new Date(Date.now() - 120_000).toISOString()
    const { status, body } = await server.script('GET', `/api/v1/messages/flow?before=${before}`)
    expect(status).toBe(200)
    expect(body).toMatchObject({ usualTo: before, now: { publishedPerSecond: expect.any(Number) } })
    expect(api.count('/query/scalar')).toBe(2)
    expect((await server.script('GET', '/api/v1/messages/flow?before=yesterday')).status).toBe(400)
  })
})

it('without an account says so', async () => {
  const plain = await startTestServer()
  const { status, body } = await plain.script('GET', '/api/v1/slos')
  expect([status, body.detail]).toEqual([503, expect.stringContaining('DD_API_KEY')])
  await plain.close()
})
