import { describe, expect, it } from 'vitest'
import { messageWay } from './hops.ts'
import { queueWaits } from './message-spans.ts'
import { missingSpans } from './missing-spans.ts'
import { readLogs } from './read-logs.ts'
import { browserSpan, readSpans } from './read-spans.ts'
import { QUESTION, UNANSWERED } from './recorded.ts'
import { traceRows } from './trace-rows.ts'
import { traceTree } from './trace-tree.ts'
import { flat, lowDecimal, median, millisecondsOf } from './values.ts'

const spans = readSpans(QUESTION)
const LATER = Date.parse('2026-11-23T23:40:00Z')

describe('spans of a search', () => {
  it('have ids, times in milliseconds, status and colour', () => {
    expect(spans).toHaveLength(QUESTION.length)
    const by = (resource: string) => spans.find(span => span.resource.startsWith(resource))
    expect(by('basic.publish chat request')).toMatchObject({ service: 'backend', owner: 'rabbitmq' })
    expect(by('chat.completions')).toMatchObject({ service: 'worker', owner: 'model' })
    expect(by('insert into')).toMatchObject({ owner: 'postgres', error: false })
    expect(by('chat.requests')?.tags).toMatchObject({ 'chat.first_token_ms': '626', pod_name: 'worker-1' })
    expect(by('POST /api')).toMatchObject({ owner: 'frontend', httpStatus: '200', duration: expect.closeTo(2217.4, 1) })
  })

  it('count once, and not without an id', () => {
    expect(readSpans([...QUESTION, ...QUESTION, { id: 'x', attributes: { service: 'a' } }])).toHaveLength(spans.length)
  })
})

describe('the waterfall', () => {
  const tree = traceTree(spans)
  it('begins with the span whose parent sends none', () => {
    expect(tree.rows[0]).toMatchObject({ depth: 0, critical: true, span: { service: 'frontend' } })
    expect(tree.rows).toHaveLength(spans.length)
  })
  it('has each span after its parent, one deeper', () => {
    for (const [index, { span, depth }] of tree.rows.entries()) {
      const parent = tree.rows.findIndex(row => row.span?.id === span?.parentId)
      if (parent === -1) continue
      expect(parent).toBeLessThan(index)
      expect(depth).toBe((tree.rows[parent]?.depth ?? 0) + 1)
    }
  })
  it('waited for the model, not for the outbox', () => {
    const critical = tree.rows.flatMap(row => (row.critical && row.span ? [row.span.resource] : []))
    expect(critical).toContain('chat.completions.create')
    expect(critical).toContain('basic.publish chat request')
    expect(critical).not.toContain('delete from outbox where message_id = ?')
  })
  it('is empty without spans, and whole with a ring of parents', () => {
    expect(traceTree([])).toEqual({ rows: [], start: 0, end: 0 })
  })
})

describe('a missing span', () => {
  const usual = { count: 12, p50: 9 }
  it('is none where the worker took the question', () => {
    expect(missingSpans(spans, LATER, usual)).toEqual([])
  })
  it('is the delivery that no worker made, after the publish', () => {
    const [missing, ...more] = missingSpans(UNANSWERED, LATER, usual)
    expect(more).toEqual([])
    expect(missing).toMatchObject({ service: 'worker', soon: false })
    expect(missing?.because).toContain('9\u00a0ms after its publish (median of 12)')
    const tree = traceTree(UNANSWERED, missing ? [missing] : [])
    const at = tree.rows.findIndex(row => row.missing)
    expect(tree.rows[at - 1]?.span?.resource).toBe('basic.publish chat request')
  })
  it('may still come while its consumer works', () => {
    const at = UNANSWERED[0]?.start ?? 0
    expect(missingSpans(UNANSWERED, at + 5_000, null)[0]).toMatchObject({ soon: true })
  })
  it('is the part of a reply that no backend took', () => {
    const cut = spans.filter(span => !/^basic\.deliver chat\.replies/.test(span.resource))
    expect(missingSpans(cut, LATER, null)).toMatchObject([{ service: 'backend' }])
  })
})

describe('the way of a message', () => {
  const way = messageWay(spans, { sentAt: (spans[0]?.start ?? 0) - 6, endedAfter: 2_230 })
  it('passes every stop in order, each with its hop', () => {
    const there = way.stops.filter(stop => stop.id !== 'postgres')
    const times = there.map(stop => stop.at)
    expect(times.every(at => at !== null)).toBe(true)
    expect([...times].sort((a, b) => Number(a) - Number(b))).toEqual(times)
    expect(way.stops.find(stop => stop.id === 'frontend')).toMatchObject({ at: 6, hop: 6 })
    expect(way.stops.find(stop => stop.id === 'worker')?.hop).toBeCloseTo(7.7, 1)
    expect(way.stops.find(stop => stop.id === 'worker-back')).toMatchObject({ hop: 626 })
    expect(way.stops.find(stop => stop.id === 'postgres')?.at).toBeGreaterThan(2_000)
  })
  it('says total, first token and what of it is the model', () => {
    expect(way.total).toBe(2_230)
    expect(messageWay(spans).total).toBeCloseTo(2_217.4, 1)
    expect(way.firstToken).toBe(727)
    expect(way.model).toBeCloseTo(1_410.7, 1)
  })
  it('ends at the queue while no worker takes it', () => {
    const stops = messageWay(UNANSWERED).stops
    expect(stops.filter(stop => stop.at !== null).map(stop => stop.id)).toEqual([
      'sender',
      'frontend',
      'backend',
      'requests',
      'frontend-back',
      'sender-back',
    ])
  })
  it('begins in the browser where one began the trace', () => {
    const browser = browserSpan(RESOURCE)
    const stops = messageWay(browser ? [browser, ...spans] : spans).stops
    expect(stops[0]).toMatchObject({ owner: 'browser', at: 0 })
    expect(stops[1]?.hop).toBe(27)
  })
  it('knows nothing before the first span', () => {
    expect(messageWay([]).stops.every(stop => stop.at === null && stop.hop === null)).toBe(true)
  })
})

const RESOURCE = {
  id: 'r',
  attributes: {
    timestamp: '2026-11-23T23:31:09.100Z',
    service: 'browser',
    attributes: {
      _dd: { trace_id: '1', span_id: '170' },
      resource: { method: 'POST', url: 'http://x/api/conversations/1/messages', duration: 2.3e9, status_code: 504 },
      session: { id: 's' },
    },
  },
}

it('makes the browser’s span of its RUM resource', () => {
  expect(browserSpan(RESOURCE)).toMatchObject({
    id: '170',
    owner: 'browser',
    duration: 2300,
    httpStatus: '504',
    error: true,
    resource: 'POST /api/conversations/1/messages',
    tags: { 'session.id': 's' },
  })
  expect(browserSpan(undefined)).toBeNull()
})

it('has one row a trace, newest first, by its outermost span', () => {
  const later = UNANSWERED.map(span => ({ ...span, traceId: 'b', start: span.start + 1_000 }))
  const rows = traceRows([...spans, ...later], LATER, null)
  expect(rows).toMatchObject([
    { id: 'b', service: 'frontend', missing: ['worker'] },
    { service: 'frontend', missing: [], spans: spans.length, services: 3, httpStatus: '200' },
  ])
})

it('knows how long questions wait', () => {
  expect(queueWaits(spans)).toEqual([expect.closeTo(7.7, 1)])
  expect(queueWaits(UNANSWERED)).toEqual([])
})

it('reads lines with service, pod, status and trace', () => {
  const [line] = readLogs([
    {
      id: 'l',
      attributes: {
        timestamp: '2026-11-23T23:31:11.267Z',
        status: 'WARN',
        service: 'worker',
        message: 'late',
        tags: ['pod_name:worker-1'],
        attributes: { dd: { trace_id: 'abc' } },
      },
    },
  ])
  expect(line).toMatchObject({ owner: 'worker', status: 'warn', pod: 'worker-1', traceId: 'abc', message: 'late' })
})

it('reads what nobody promised', () => {
  expect(flat({ a: { b: 1, c: null }, 'd.e': [1] })).toEqual({ 'a.b': '1', 'd.e': '[1]' })
  expect(millisecondsOf('2026-11-23T23:31:09.127456Z') % 1000).toBeCloseTo(127.456, 2)
  expect(lowDecimal('000000000000000000000000000000ff')).toBe('255')
  expect(lowDecimal('255')).toBe('255')
  expect(lowDecimal('x')).toBeNull()
  expect(median([3, 1, 2])).toBe(2)
  expect(median([])).toBeNull()
})
