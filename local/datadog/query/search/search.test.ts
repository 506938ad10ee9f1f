import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Store } from '../../store/store.ts'
import { openTestStore } from '../../store/testing.ts'
import { QueryError } from '../error.ts'
import { eventSearch } from './index.ts'
import { databaseRow, eventRow, llmSpanRow, logRow, rumRow, spanRow } from './testing.ts'
import type { EventSearch, Track } from './types.ts'

const t0 = 1_700_000_000_000
const range = { from: t0, to: t0 + 60_000 }
const traceId = '000000000000000000000000000000ff'

let store: Store
let events: EventSearch

beforeAll(async () => {
  store = await openTestStore()
  events = eventSearch(store)
  store.append('logs', [
    logRow({ time: t0, id: 'a', message: 'Connection REFUSED by 10.0.0.1', status: 'error', traceId }),
    logRow({ time: t0 + 1, id: 'b', message: 'terror of the 100% case_x', attributes: { http: { status_code: 503 } } }),
    logRow({ time: t0 + 2, id: 'c', service: 'worker', tags: ['kube_deployment:worker', 'team:a'] }),
    logRow({ time: t0 + 3, id: 'd', service: 'web-store', tags: ['team:b'], attributes: { queue: "it's", n: 7 } }),
  ])
  store.append('spans', [
    spanRow({ time: t0, spanId: '1', traceId, durationNs: 2_000_000_000, httpStatusCode: '200' }),
    spanRow({
      time: t0,
      spanId: '2',
      traceId,
      error: true,
      durationNs: 5_000_000,
      meta: { 'error.message': 'no such table' },
    }),
    spanRow({ time: t0, spanId: '3', name: 'pg.query', metrics: { 'db.pid': 42 }, meta: { 'db.name': 'chat' } }),
  ])
  store.append('rum', [
    rumRow({
      time: t0,
      id: 'v1',
      documentVersion: 1,
      attributes: { view: { loading_time: 1e9, error: { count: 0 } } },
    }),
    rumRow({
      time: t0,
      id: 'v2',
      documentVersion: 7,
      attributes: { view: { loading_time: 2e9, error: { count: 1 } } },
    }),
    rumRow({ time: t0, id: 'r', type: 'resource', attributes: { action: { id: ['x', 'y'] } }, traceId }),
  ])
  store.append('llmSpans', [
    llmSpanRow({ time: t0, spanId: '1', metrics: { input_tokens: 12 }, metadata: { stream: true } }),
  ])
  store.append('events', [eventRow({ time: t0, id: '1', title: 'Deployed backend', tags: ['service:backend'] })])
  store.append('database', [
    databaseRow({ time: t0, statement: 'SELECT 1', waitEventType: 'Lock', attributes: { pid: 9 } }),
    databaseRow({ time: t0, kind: 'plan', querySignature: 'abc' }),
  ])
  await store.settled()
})

afterAll(() => store.close())

const ids: Record<Track, string> = {
  logs: 'id',
  spans: 'span_id',
  rum: 'id',
  llmSpans: 'span_id',
  events: 'id',
  database: 'kind',
}

async function found(track: Track, query: string): Promise<string> {
  const { rows } = await events.search<Record<string, string>>(track, { query, range, limit: 100, order: 'ascending' })
  return rows.map(row => row[ids[track]]).join(' ')
}

describe('what a query finds', () => {
  const cases: [Track, string, string][] = [
    ['logs', '', 'a b c d'],
    ['logs', 'refused', 'a'],
    ['logs', '"refused by"', 'a'],
    ['logs', 'error', ''],
    ['logs', '*error', 'b'],
    ['logs', 'ter*', 'b'],
    ['logs', '100\\%', 'b'],
    ['logs', 'case_x', 'b'],
    ['logs', 'casexx', ''],
    ['logs', 'case?x', 'b'],
    ['logs', '10.0.0.1', 'a'],
    ['logs', 'status:ERROR', 'a'],
    ['logs', 'service:w*', 'c d'],
    ['logs', 'service:we?-store', 'd'],
    ['logs', '-service:(backend OR worker)', 'd'],
    ['logs', 'kube_deployment:worker', 'c'],
    ['logs', 'kube_deployment:work*', 'c'],
    ['logs', 'team:*', 'c d'],
    ['logs', '-team:*', 'a b'],
    ['logs', 'team:(a OR b) service:worker', 'c'],
    ['logs', 'tags:"team:b"', 'd'],
    ['logs', '@http.status_code:503', 'b'],
    ['logs', '@http.status_code:[500 TO 599]', 'b'],
    ['logs', '@http.status_code:>503', ''],
    ['logs', '@n:<=7', 'd'],
    ['logs', '@queue:"it\'s"', 'd'],
    ['logs', '@queue:*', 'd'],
    ['logs', '*:503', 'b'],
    ['logs', 'trace_id:255', 'a'],
    ['logs', `@dd.trace_id:${traceId}`, 'a'],
    ['logs', 'trace_id:ff', 'a'],
    ['spans', 'status:error', '2'],
    ['spans', '-status:error', '1 3'],
    ['spans', '@duration:>1s', '1'],
    ['spans', '@duration:[1ms TO 10ms]', '3 2'],
    ['spans', '@duration:>=2000000000', '1'],
    ['spans', '@http.status_code:2*', '1'],
    ['spans', 'operation_name:pg.query', '3'],
    ['spans', '@db.pid:42 @db.name:chat', '3'],
    ['spans', '"such table"', '2'],
    ['rum', '@type:view', 'v2'],
    ['rum', '@view.error.count:0', ''],
    ['rum', '@view.loading_time:>1500ms', 'v2'],
    ['rum', '@action.id:y', 'r'],
    ['rum', '@_dd.trace_id:255', 'r'],
    ['llmSpans', '@ml_app:chat-demo @meta.span.kind:llm @metrics.input_tokens:>10', '1'],
    ['llmSpans', '@metadata.stream:true', '1'],
    ['events', 'deployed service:backend source:my_apps', '1'],
    ['database', 'dbm_type:activity @db.wait_event_type:Lock @pid:9', 'activity'],
    ['database', 'dbm_type:plan @db.query_signature:abc', 'plan'],
  ]
  it.each(cases)('%s %j → %j', async (track, query, expected) => {
    const sorted = (text: string) => text.split(' ').sort().join(' ')
    expect(sorted(await found(track, query))).toBe(sorted(expected))
  })

  it.each(['@duration:>soon', '@a"b:1', `x:${'(a OR '.repeat(3)}`])('refuses %j', async query => {
    await expect(found('spans', query)).rejects.toThrow(QueryError)
  })

  it('answers or refuses any query that can be read, and runs nothing that was written in it', async () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 10 }),
      fc.constantFrom(
        "'",
        '";',
        '--',
        "') OR 1=1",
        '$1',
        '\\',
        '%',
        '@a.b:',
        'tag:',
        '"',
        '(',
        ')',
        ' OR ',
        '*',
        ':>',
        '[',
        ' TO ',
        ']',
      ),
    )
    const query = fc.array(part, { maxLength: 8 }).map(parts => parts.join(''))
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom<Track[]>('logs', 'spans', 'rum', 'llmSpans', 'events', 'database'),
        query,
        async (track, text) => {
          await found(track, text).catch(error => expect(error).toBeInstanceOf(QueryError))
        },
      ),
      { numRuns: 300 },
    )
    expect(await found('logs', '*')).toBe('a b c d')
  })

  it('gives each row once over its pages, newest or oldest first', async () => {
    for (const order of ['ascending', 'descending'] as const) {
      const seen: string[] = []
      let cursor: string | null | undefined
      while (cursor !== null) {
        const page = await events.search<{ id: string }>('logs', {
          query: '',
          range,
          limit: 3,
          order,
          ...(cursor === undefined ? {} : { cursor }),
        })
        seen.push(...page.rows.map(row => row.id))
        cursor = page.cursor
      }
      expect(seen).toEqual(order === 'ascending' ? ['a', 'b', 'c', 'd'] : ['d', 'c', 'b', 'a'])
    }
  })

  it('refuses a cursor that it did not give, and pages of no or too many events', async () => {
    await expect(events.search('logs', { query: '', range, limit: 1, cursor: 'x' })).rejects.toThrow('invalid cursor')
    await expect(events.search('logs', { query: '', range, limit: 1001 })).rejects.toThrow(QueryError)
  })

  it('gives JSON columns parsed', async () => {
    const { rows } = await events.search('spans', { query: '@db.pid:42', range, limit: 1 })
    expect(rows[0]).toMatchObject({ meta: { 'db.name': 'chat' }, metrics: { 'db.pid': 42 }, tags: [] })
  })
})

describe('what an aggregation computes', () => {
  it('counts, and counts what differs', async () => {
    const compute = [{ aggregation: 'count' }, { aggregation: 'cardinality', metric: 'service' }]
    expect(await events.aggregate('logs', { query: '', range, compute })).toEqual([{ by: {}, values: [4, 3] }])
  })

  it('takes quantiles of all values', async () => {
    const compute = ['median', 'pc95', 'max', 'min', 'sum', 'avg'].map(aggregation => ({
      aggregation,
      metric: '@duration',
    }))
    const [bucket] = await events.aggregate('spans', { query: '', range, compute })
    expect(bucket?.values.map(value => Math.round(Number(value)))).toEqual([
      5e6, 1_800_500_000, 2e9, 1e6, 2_006_000_000, 668_666_667,
    ])
  })

  it('groups, best first, within its limits', async () => {
    const request = { query: '', range, compute: [{ aggregation: 'count' }] }
    const groups = await events.aggregate('logs', { ...request, groupBy: [{ facet: 'service', limit: 2 }] })
    expect(groups).toEqual([
      { by: { service: 'backend' }, values: [2] },
      { by: { service: 'web-store' }, values: [1] },
    ])
    const alphabetical = { facet: 'team', sort: { alphabetical: true as const, order: 'desc' as const } }
    expect(await events.aggregate('logs', { ...request, groupBy: [alphabetical] })).toEqual([
      { by: { team: 'b' }, values: [1] },
      { by: { team: 'a' }, values: [1] },
    ])
  })

  it('names rows without a value, and all together', async () => {
    const groupBy = [{ facet: 'team', missing: 'none', total: 'all' }]
    expect(await events.aggregate('logs', { query: '', range, compute: [{ aggregation: 'count' }], groupBy })).toEqual([
      { by: { team: 'none' }, values: [2] },
      { by: { team: 'a' }, values: [1] },
      { by: { team: 'b' }, values: [1] },
      { by: { team: 'all' }, values: [4] },
    ])
  })

  it('limits the second group within each of the first', async () => {
    const groupBy = [
      { facet: 'service', limit: 3, sort: { aggregation: 'max', metric: '@n', order: 'desc' as const } },
      { facet: 'status', limit: 1 },
    ]
    expect(await events.aggregate('logs', { query: '', range, compute: [{ aggregation: 'count' }], groupBy })).toEqual([
      { by: { service: 'web-store', status: 'info' }, values: [1] },
      { by: { service: 'backend', status: 'error' }, values: [1] },
      { by: { service: 'worker', status: 'info' }, values: [1] },
    ])
  })

  it('cuts into intervals that lie on the clock', async () => {
    const compute = [{ aggregation: 'count', intervalSeconds: 30 }, { aggregation: 'count' }]
    expect(await events.aggregate('logs', { query: '', range, compute })).toEqual([
      { by: {}, values: [[[Math.floor(t0 / 30_000) * 30_000, 4]], 4] },
    ])
  })

  it('groups numbers in steps', async () => {
    const groupBy = [{ facet: '@duration', histogram: { interval: 1e6, min: 0, max: 1e7 } }]
    const buckets = await events.aggregate('spans', { query: '', range, compute: [{ aggregation: 'count' }], groupBy })
    expect(buckets.map(({ by, values }) => [Number(by['@duration']), values[0]])).toEqual([
      [1e6, 1],
      [5e6, 1],
    ])
  })

  it.each([
    ['mode', '@duration'],
    ['avg', undefined],
    ['pc', '@duration'],
  ])('refuses %s of %s', async (aggregation, metric) => {
    const compute = [{ aggregation, ...(metric === undefined ? {} : { metric }) }]
    await expect(events.aggregate('spans', { query: '', range, compute })).rejects.toThrow(QueryError)
  })
})
