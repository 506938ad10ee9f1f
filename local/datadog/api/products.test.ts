import { logger, v1, v2 } from '@datadog/datadog-api-client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal, unparsed } from '../objects/testing.ts'
import { databaseRow, eventRow, llmSpanRow, logRow, rumRow, spanRow } from '../query/search/testing.ts'
import { all, startWholeApi } from './testing.ts'

logger.setLevel('silent')

const now = Date.UTC(2026, 0, 1, 12)
const t0 = now - 60_000
const traceId = '0000000000000000ffffffffffffffff'

let api: Awaited<ReturnType<typeof startWholeApi>>
let logs: v2.LogsApi
let spans: v2.SpansApi
let rum: v2.RUMApi
let events: v2.EventsApi
let llm: v2.AgentObservabilityApi

beforeAll(async () => {
  api = await startWholeApi({ now: () => now })
  const { configuration, store } = api
  logs = new v2.LogsApi(configuration)
  spans = new v2.SpansApi(configuration)
  rum = new v2.RUMApi(configuration)
  events = new v2.EventsApi(configuration)
  llm = new v2.AgentObservabilityApi(configuration)
  configuration.unstableOperations['v2.searchLLMObsSpans'] = true
  configuration.unstableOperations['v2.listLLMObsSpans'] = true
  const five = [0, 1, 2, 3, 4]
  store.append(
    'logs',
    five.map(n =>
      logRow({
        time: t0 + n,
        id: `log-${n}`,
        message: `request ${n} done`,
        service: n < 3 ? 'backend' : 'worker',
        traceId,
        spanId: '7',
        attributes: { http: { status_code: 200 + n }, duration: n * 10 },
      }),
    ),
  )
  store.append(
    'spans',
    five.map(n =>
      spanRow({
        time: t0 + n,
        spanId: String(n + 1),
        traceId,
        service: n < 3 ? 'backend' : 'worker',
        durationNs: (n + 1) * 1_000_000,
        error: n === 0,
        meta: { 'http.method': 'GET', 'http.url_details.path': '/', '_dd.p.dm': '-1', http: 'odd' },
        metrics: { process_id: 12, _sampling_priority_v1: 1 },
      }),
    ),
  )
  store.append('rum', [
    ...[1, 2].map(version =>
      rumRow({
        time: t0,
        id: `v${version}`,
        documentVersion: version,
        attributes: { type: 'view', view: { id: 'view', time_spent: version * 1e9 } },
      }),
    ),
    rumRow({
      time: t0 + 1,
      id: 'r1',
      type: 'resource',
      attributes: { type: 'resource', resource: { status_code: 200, duration: 5e6 } },
    }),
    rumRow({
      time: t0 + 2,
      id: 'r2',
      type: 'resource',
      attributes: { type: 'resource', resource: { status_code: 504, duration: 15e9 } },
    }),
  ])
  store.append(
    'events',
    five.map(n =>
      eventRow({
        time: t0 + n,
        id: String(1000 + n),
        title: `Event ${n}`,
        text: 'text',
        tags: ['service:backend'],
        host: 'local',
      }),
    ),
  )
  store.append(
    'llmSpans',
    five.map(n =>
      llmSpanRow({
        time: t0 + n,
        spanId: String(n),
        tags: ['session:a'],
        input: { messages: [{ role: 'user', content: 'hello' }] },
        output: { value: 'hi' },
        metrics: { input_tokens: 5, estimated_total_cost: 1000 },
      }),
    ),
  )
  store.append('evaluations', [
    {
      time: t0,
      spanId: '0',
      traceId: 'a'.repeat(32),
      label: 'feedback',
      metricType: 'categorical',
      value: { value: 'up' },
      mlApp: 'chat-demo',
      tags: [],
    },
  ])
  store.append('database', [
    databaseRow({
      time: t0,
      kind: 'plan',
      querySignature: 'sig',
      statement: 'SELECT ?',
      waitEvent: 'relation',
      attributes: { db: { plan: { definition: '{"Plan":{}}', cost: 3, signature: 'p' } } },
    }),
  ])
  await store.settled()
})
afterAll(() => api.close())

describe('logs', () => {
  it('are found, newest first, with their trace', async () => {
    const answer = await logs.listLogs({
      body: { filter: { query: 'service:backend request', from: 'now-15m', to: 'now' } },
    })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data?.map(log => log.id)).toEqual(['log-2', 'log-1', 'log-0'])
    expect(answer.data?.[0]?.attributes).toMatchObject({
      message: 'request 2 done',
      status: 'info',
      service: 'backend',
      host: 'local',
      tags: ['env:chat-demo', 'service:backend', 'source:nodejs', 'version:dev'],
      attributes: { dd: { trace_id: traceId, span_id: '7' }, http: { status_code: 202 }, duration: 20 },
    })
    expect(answer.data?.[0]?.attributes?.timestamp?.getTime()).toBe(t0 + 2)
    expect(answer.meta).toMatchObject({ status: 'done', page: undefined })
  })

  it('come in pages, once each, from POST and GET', async () => {
    const expected = ['log-0', 'log-1', 'log-2', 'log-3', 'log-4']
    const posted = await all(logs.listLogsWithPagination({ body: { sort: 'timestamp', page: { limit: 2 } } }))
    expect(posted.map(log => log.id)).toEqual(expected)
    const got = await all(logs.listLogsGetWithPagination({ filterQuery: 'request', sort: '-timestamp', pageLimit: 2 }))
    expect(got.map(log => log.id)).toEqual([...expected].reverse())
  })

  it('name the next page as an address that works', async () => {
    const first = await api.call('GET', '/api/v2/logs/events?page%5Blimit%5D=3')
    expect(first.body.data).toHaveLength(3)
    const next = new URL(first.body.links.next)
    const second = await api.call('GET', `${next.pathname}${next.search}`)
    expect(second.body.data.map((log: { id: string }) => log.id)).toEqual(['log-1', 'log-0'])
    expect(second.body.links).toBeUndefined()
  })

  it('are aggregated in totals, series and groups', async () => {
    const answer = await logs.aggregateLogs({
      body: {
        filter: { from: 'now-15m', to: 'now' },
        compute: [
          { aggregation: 'count' },
          { aggregation: 'avg', metric: '@duration' },
          { aggregation: 'count', type: 'timeseries', interval: '5m' },
        ],
        groupBy: [{ facet: 'service', limit: 1, sort: { aggregation: 'count', order: 'desc', type: 'measure' } }],
      },
    })
    expect(unparsed(answer)).toEqual([])
    const time = new Date(Math.floor(t0 / 300_000) * 300_000).toISOString()
    expect(answer.data?.buckets).toMatchObject([
      { by: { service: 'backend' }, computes: { c0: 3, c1: 10, c2: [{ time, value: 3 }] } },
    ])
    expect(unparsed(await logs.aggregateLogs({ body: {} }))).toEqual([])
  })

  it('are listed by v1', async () => {
    const old = new v1.LogsApi(api.configuration)
    const time = { from: new Date(t0 - 1000), to: new Date(now) }
    const first = await old.listLogs({ body: { query: 'service:worker', sort: 'asc', limit: 1, time } })
    expect(unparsed(first)).toEqual([])
    expect(first.logs).toMatchObject([{ id: 'log-3', content: { message: 'request 3 done', service: 'worker' } }])
    const startAt = String(first.nextLogId)
    const second = await old.listLogs({ body: { query: 'service:worker', sort: 'asc', limit: 1, startAt, time } })
    expect(second.logs?.map(log => log.id)).toEqual(['log-4'])
  })

  it('refuse what cannot be meant, naming it', async () => {
    const ask = (query: string) => refusal(logs.listLogs({ body: { filter: { query } } }))
    expect(await ask('(a')).toMatchObject({
      code: 400,
      errors: [expect.stringContaining('"(a" cannot be read at its end')],
    })
    const times = refusal(logs.listLogs({ body: { filter: { from: 'now', to: 'now-1m' } } }))
    expect(await times).toMatchObject({
      code: 400,
      errors: [expect.stringContaining("'from' should be anterior to 'to'")],
    })
    expect((await refusal(logs.listLogs({ body: { filter: { from: 'yesterday' } } }))).code).toBe(400)
    expect((await refusal(logs.listLogs({ body: { page: { limit: 5000 } } }))).code).toBe(400)
    expect((await refusal(logs.listLogs({ body: { page: { cursor: 'x' } } }))).code).toBe(400)
  })
})

describe('spans', () => {
  const wrapped = (attributes: v2.SpansListRequestAttributes) => ({
    body: { data: { type: 'search_request' as const, attributes } },
  })

  it('are found, with their tags nested and without internal ones', async () => {
    const answer = await spans.listSpans(wrapped({ filter: { query: 'status:error', from: 'now-15m', to: 'now' } }))
    expect(unparsed(answer)).toEqual([])
    expect(answer.data).toHaveLength(1)
    const attributes = answer.data?.[0]?.attributes
    expect(attributes).toMatchObject({
      traceId,
      spanId: '1',
      parentId: '0',
      service: 'backend',
      env: 'chat-demo',
      resourceName: 'GET /',
      type: 'web',
      singleSpan: false,
      additionalProperties: { operation_name: 'fastify.request', status: 'error' },
      custom: { duration: 1_000_000, http: 'odd', 'http.method': 'GET', process_id: 12, version: 'dev' },
    })
    expect(attributes?.startTimestamp?.getTime()).toBe(t0)
    expect(JSON.stringify(attributes)).not.toContain('_dd')
  })

  it('come in pages from POST and GET', async () => {
    const posted = await all(spans.listSpansWithPagination(wrapped({ sort: 'timestamp', page: { limit: 2 } })))
    expect(posted.map(span => span.attributes?.spanId)).toEqual(['1', '2', '3', '4', '5'])
    const got = await all(spans.listSpansGetWithPagination({ filterQuery: 'service:worker', pageLimit: 1 }))
    expect(got.map(span => span.attributes?.spanId)).toEqual(['5', '4'])
  })

  it('are aggregated into buckets under the key `compute`', async () => {
    const answer = await spans.aggregateSpans({
      body: {
        data: {
          type: 'aggregate_request',
          attributes: {
            compute: [{ aggregation: 'count' }, { aggregation: 'median', metric: '@duration' }],
            filter: { query: '*', from: 'now-15m', to: 'now' },
            groupBy: [{ facet: 'service' }],
          },
        },
      },
    })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data?.map(bucket => [bucket.type, bucket.attributes?.by, bucket.attributes?.compute])).toEqual([
      ['bucket', { service: 'backend' }, { c0: 3, c1: 2_000_000 }],
      ['bucket', { service: 'worker' }, { c0: 2, c1: 4_500_000 }],
    ])
  })

  it('refuse times in the wrong order with 422 in the form of JSON:API', async () => {
    const answer = await api.call('GET', '/api/v2/spans/events?filter%5Bfrom%5D=now&filter%5Bto%5D=now-1m')
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ title: 'Generic Error', detail: expect.stringContaining('anterior') }] },
    })
    const query = await api.call('GET', '/api/v2/spans/events?filter%5Bquery%5D=%28a')
    expect(query).toMatchObject({ status: 400, body: { errors: [{ title: 'Bad Request' }] } })
  })
})

describe('RUM', () => {
  it('shows each view once, at its newest', async () => {
    const answer = await rum.searchRUMEvents({ body: { filter: { query: '@type:view' } } })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data).toMatchObject([
      { id: 'v2', type: 'rum', attributes: { service: 'browser', attributes: { view: { time_spent: 2e9 } } } },
    ])
  })

  it('comes in pages from POST and GET', async () => {
    const posted = await all(rum.searchRUMEventsWithPagination({ body: { sort: 'timestamp', page: { limit: 1 } } }))
    expect(posted.map(event => event.id)).toEqual(['v2', 'r1', 'r2'])
    const got = await all(rum.listRUMEventsWithPagination({ filterQuery: '@type:resource', pageLimit: 1 }))
    expect(got.map(event => event.id)).toEqual(['r2', 'r1'])
  })

  it('is aggregated', async () => {
    const answer = await rum.aggregateRUMEvents({
      body: {
        compute: [{ aggregation: 'max', metric: '@resource.duration' }],
        filter: { query: '@type:resource @resource.duration:>1s' },
        groupBy: [{ facet: '@resource.status_code', total: false }],
        options: { timezone: 'GMT' },
      },
    })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data?.buckets).toMatchObject([{ by: { '@resource.status_code': '504' }, computes: { c0: 15e9 } }])
  })
})

describe('events', () => {
  it('are found and listed in pages', async () => {
    const answer = await events.searchEvents({ body: { filter: { query: 'source:my_apps "event 3"' } } })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data).toMatchObject([
      {
        type: 'event',
        attributes: {
          message: 'text',
          attributes: { title: 'Event 3', status: 'info', service: 'backend', hostname: 'local', evt: { id: '1003' } },
        },
      },
    ])
    const posted = await all(events.searchEventsWithPagination({ body: { sort: 'timestamp', page: { limit: 2 } } }))
    expect(posted.map(event => event.attributes?.attributes?.title)).toEqual([0, 1, 2, 3, 4].map(n => `Event ${n}`))
    const got = await all(events.listEventsWithPagination({ filterQuery: 'service:backend', pageLimit: 2 }))
    expect(got).toHaveLength(5)
  })

  it('are shown one by one', async () => {
    const answer = await events.getEvent({ eventId: '1003' })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data).toMatchObject({ type: 'event', attributes: { message: 'text' } })
  })

  it('are listed and shown by v1', async () => {
    const old = new v1.EventsApi(api.configuration)
    const seconds = Math.floor(t0 / 1000)
    const list = await old.listEvents({
      start: seconds - 60,
      end: seconds + 60,
      tags: 'service:backend',
      sources: 'my_apps',
      priority: 'normal',
    })
    expect(unparsed(list)).toEqual([])
    expect(list.events?.map(event => event.id)).toEqual([1004, 1003, 1002, 1001, 1000])
    expect((await old.listEvents({ start: seconds - 60, end: seconds + 60, tags: 'service:worker' })).events).toEqual(
      [],
    )
    const one = await old.getEvent({ eventId: 1002 })
    expect(unparsed(one)).toEqual([])
    expect(one.event).toMatchObject({ title: 'Event 2', alertType: 'info', host: 'local', tags: ['service:backend'] })
    expect((await refusal(old.getEvent({ eventId: 5 }))).code).toBe(404)
    api.store.append('events', [eventRow({ time: t0 - 900_000, id: '2612357702913252362', title: 'Long id' })])
    await api.store.settled()
    expect((await old.getEvent({ eventId: Number('2612357702913252362') })).event?.title).toBe('Long id')
  })
})

describe('LLM Observability', () => {
  it('shows spans with tokens, cost and evaluations', async () => {
    const answer = await llm.searchLLMObsSpans({
      body: {
        data: {
          type: 'spans',
          attributes: { filter: { mlApp: 'chat-demo', spanKind: 'llm', spanId: '0', tags: { session: 'a' } } },
        },
      },
    })
    expect(unparsed(answer)).toEqual([])
    expect(answer.data).toMatchObject([
      {
        type: 'span',
        attributes: {
          spanId: '0',
          mlApp: 'chat-demo',
          modelName: 'gpt-4o-mini',
          startNs: t0 * 1e6,
          input: { messages: [{ role: 'user', content: 'hello' }] },
          output: { value: 'hi' },
          metrics: { input_tokens: 5, estimated_total_cost: 1000 },
          evaluation: { feedback: { value: 'up', evalMetricType: 'categorical' } },
        },
      },
    ])
  })

  it('comes in pages', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await llm.listLLMObsSpans({
        pageLimit: 2,
        filterQuery: 'hello',
        ...(cursor === undefined ? {} : { pageCursor: cursor }),
      })
      expect(unparsed(page)).toEqual([])
      seen.push(...page.data.map(span => span.attributes.spanId))
      cursor = page.meta.page.after
    } while (cursor !== undefined)
    expect(seen).toEqual(['4', '3', '2', '1', '0'])
  })
})

describe('Database Monitoring', () => {
  it('lists samples and plans as its guide shows them', async () => {
    const list = {
      indexes: ['databasequery'],
      limit: 10,
      search: { query: 'dbm_type:plan @db.query_signature:sig @service:backend' },
      sorts: [{ time: { order: 'desc' } }],
      time: { from: t0 - 1000, to: t0 + 1000 },
    }
    const { status, body } = await api.call('POST', '/api/v1/logs-analytics/list?type=databasequery', { list })
    expect(status).toBe(200)
    expect(body.result.events).toMatchObject([
      {
        event: {
          custom: {
            db: {
              statement: 'SELECT ?',
              query_signature: 'sig',
              wait_event: 'relation',
              plan: { cost: 3, definition: '{"Plan":{}}' },
            },
          },
        },
      },
    ])
    expect((await api.call('POST', '/api/v1/logs-analytics/list?type=logs', { list })).status).toBe(501)
  })
})
