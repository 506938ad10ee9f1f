import { describe, expect, it } from 'vitest'
import { isKept, spanRows } from './normalise.ts'
import type { RawSpan } from './raw-span.ts'
import { topLevelSpans } from './top-level.ts'
import { TraceMetrics } from './trace-metrics.ts'

function raw(more: Partial<RawSpan> = {}): RawSpan {
  return {
    traceId: 0xabcn,
    spanId: 1n,
    parentId: 0n,
    service: 'backend',
    name: 'web.request',
    resource: 'GET /',
    type: 'web',
    error: false,
    startNs: 1_700_000_000_000_000_000n,
    durationNs: 2e9,
    meta: {},
    metrics: {},
    ...more,
  }
}
const context = { host: 'local', tags: ['pod_name:p'], clientComputedTopLevel: false }
const rows = (...spans: RawSpan[]) => spanRows(spans, context)

describe('spanRows', () => {
  it('joins the upper half of the id, which only the first span of a chunk carries', () => {
    const [first, second] = rows(
      raw({ meta: { '_dd.p.tid': '6540000000000000', env: 'dev', '_dd.origin': 'rum' } }),
      raw({ spanId: 2n, parentId: 1n }),
    )
    expect(first?.traceId).toBe('65400000000000000000000000000abc')
    expect(second).toMatchObject({ traceId: first?.traceId, env: 'dev', origin: 'rum', parentId: '1', host: 'local' })
  })

  it('obfuscates SQL in the resource and in tags', () => {
    const [span] = rows(
      raw({ type: 'sql', resource: 'SELECT * FROM t WHERE a = 1', meta: { 'db.statement': "x = 'y'" } }),
    )
    expect(span?.resource).toBe('SELECT * FROM t WHERE a = ?')
    expect(span?.meta).toMatchObject({ 'sql.query': 'SELECT * FROM t WHERE a = ?', 'db.statement': 'x = ?' })
  })

  it('gives names to what has none, and leaves out what has no id', () => {
    const [span, ...more] = rows(raw({ service: '', name: '1/bad name!', resource: '' }), raw({ spanId: 0n }))
    expect(span).toMatchObject({ service: 'unnamed-service', name: 'bad_name', resource: 'bad_name', env: 'none' })
    expect(more).toEqual([])
  })

  it('reads a status code from tags or metrics, and no nonsense', () => {
    const code = (more: Partial<RawSpan>) => rows(raw(more))[0]?.httpStatusCode
    expect(code({ meta: { 'http.status_code': '404' } })).toBe('404')
    expect(code({ metrics: { 'http.status_code': 503 } })).toBe('503')
    expect(code({ meta: { 'http.status_code': 'n/a' } })).toBe('')
  })
})

describe('topLevelSpans', () => {
  const chunk = [
    raw(),
    raw({ spanId: 2n, parentId: 1n }),
    raw({ spanId: 3n, parentId: 2n, service: 'postgres' }),
    raw({ spanId: 4n, parentId: 99n }),
  ]
  it('are roots, entries from elsewhere, and changes of service', () => {
    expect([...topLevelSpans(chunk, false)]).toEqual([1n, 3n, 4n])
  })
  it('are those that the tracer marked, when it says that it does', () => {
    expect([...topLevelSpans([raw(), raw({ spanId: 2n, metrics: { '_dd.top_level': 1 } })], true)]).toEqual([2n])
  })
})

describe('isKept', () => {
  it.each([
    [[raw()], true],
    [[raw({ metrics: { _sampling_priority_v1: 1 } })], true],
    [[raw({ metrics: { _sampling_priority_v1: 0 } })], false],
    [[raw({ metrics: { _sampling_priority_v1: 0 } }), raw({ error: true })], true],
    [[raw({ metrics: { _sampling_priority_v1: -1 }, error: true })], false],
  ])('case %#', (chunk, kept) => {
    expect(isKept(chunk)).toBe(kept)
  })
})

describe('TraceMetrics', () => {
  const start = 1_700_000_000_000
  function metrics(...spans: RawSpan[]) {
    const all = new TraceMetrics()
    for (const span of rows(...spans)) all.add(span)
    return all.flush(start + 60_000)
  }

  it('counts entries, measured spans and those that talk to something outside', () => {
    const { points } = metrics(
      raw(),
      raw({ spanId: 2n, parentId: 1n, name: 'inner' }),
      raw({ spanId: 3n, parentId: 1n, name: 'measured', metrics: { '_dd.measured': 1 } }),
      raw({ spanId: 4n, parentId: 1n, name: 'pg.query', meta: { 'span.kind': 'client' } }),
    )
    expect(points.map(point => point.metric).sort()).toEqual([
      'trace.measured.hits',
      'trace.pg.query.hits',
      'trace.web.request.hits',
    ])
  })

  it('writes hits, errors by status and the apdex, in the bucket in which a span ended', () => {
    const server = (id: bigint, seconds: number, code: string, error = false) =>
      raw({
        spanId: id,
        durationNs: seconds * 1e9,
        error,
        meta: { 'span.kind': 'server', 'http.status_code': code, env: 'dev', version: '2' },
      })
    const { points, distributions } = metrics(server(1n, 0.1, '200'), server(2n, 1, '200'), server(3n, 12, '500', true))
    const tags = ['env:dev', 'http.status_class:2xx', 'http.status_code:200', 'resource_name:get_/', 'service:backend']
    expect(points[0]).toEqual({
      time: start,
      metric: 'trace.web.request.hits',
      type: 'count',
      tags: [...tags, 'span.kind:server', 'version:2'],
      value: 2,
      interval: 10,
    })
    expect(distributions[0]?.values).toEqual([0.1, 1])
    const errors = points.filter(point => point.metric.includes('.errors'))
    expect(errors.map(({ metric, value, time }) => [metric, value, time])).toEqual([
      ['trace.web.request.errors', 1, start + 10_000],
      ['trace.web.request.errors.by_http_status', 1, start + 10_000],
    ])
    const apdex = points.filter(point => point.metric.endsWith('.apdex'))
    expect(apdex.map(({ value, tags: dimensions }) => [value, dimensions])).toEqual([
      [0.75, ['env:dev', 'service:backend', 'version:2']],
      [0, ['env:dev', 'service:backend', 'version:2']],
    ])
  })

  it('waits for a bucket to be complete, and writes late spans beside it', () => {
    const all = new TraceMetrics()
    for (const span of rows(raw())) all.add(span)
    expect(all.flush(start + 12_000).points).toEqual([])
    expect(all.flush(start + 13_000).points).toHaveLength(1)
    for (const span of rows(raw())) all.add(span)
    expect(all.flush(start + 13_001).points).toHaveLength(1)
  })
})
