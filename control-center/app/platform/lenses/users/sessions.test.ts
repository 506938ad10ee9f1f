import { describe, expect, it } from 'vitest'
import { rumEvents, sessionRows, timelineOf, traceOf, userErrors, vitalsOf } from './sessions.ts'

const event = (second: number, type: string, more: object = {}, session = 's1') => ({
  id: `${type}-${second}`,
  attributes: {
    timestamp: new Date(second * 1000).toISOString(),
    attributes: { type, session: { id: session }, usr: { name: 'Ines' }, view: { id: 'v1', name: '/chat' }, ...more },
  },
})

const events = rumEvents({
  data: [
    event(30, 'error', { error: { message: 'POST 504', source: 'network' }, _dd: { trace_id: '255' } }),
    event(20, 'resource', {
      resource: { method: 'POST', url: 'http://x/api/messages?a', status_code: 504, duration: 15e9 },
    }),
    event(12, 'action', { action: { type: 'click', target: { name: 'Send' } } }),
    event(10, 'view', { view: { id: 'v1', name: '/chat', time_spent: 60e9, loading_time: 5e8 } }),
    event(90, 'view', { usr: {}, view: { id: 'v2', url: 'http://x/history/3' } }, 's2'),
    { id: 'not-one', attributes: {} },
  ],
})

describe('sessions', () => {
  it('are made of their events, the last active first', () => {
    expect(sessionRows(events)).toEqual([
      expect.objectContaining({ id: 's2', user: 'unknown', views: 1, lastView: '/history/3' }),
      {
        id: 's1',
        user: 'Ines',
        from: '1970-01-01T00:00:10.000Z',
        to: '1970-01-01T00:01:10.000Z',
        views: 1,
        actions: 1,
        errors: 1,
        lastView: '/chat',
      },
    ])
  })

  it('stand behind errors', () => {
    expect(userErrors(events)).toEqual([
      expect.objectContaining({ message: 'POST 504', session: 's1', user: 'Ines', traceId: 'ff'.padStart(32, '0') }),
    ])
  })

  it('are told from their begin', () => {
    const own = timelineOf(events.filter(one => one.attributes.session.id === 's1'))
    expect(own.map(one => [one.kind, one.name, one.detail, one.seconds, one.failed])).toEqual([
      ['view', '/chat', null, 0.5, false],
      ['action', 'Send', 'click', null, false],
      ['resource', 'POST /api/messages', '504', 15, true],
      ['error', 'POST 504', 'network', null, true],
    ])
  })
})

it('a trace is found by its 32 digits, whoever began it', () => {
  const of = (id: string | null) =>
    traceOf({ id: '', timestamp: '', attributes: { session: { id: 's' }, _dd: { trace_id: id } } })
  expect(of('AB'.repeat(16))).toBe('ab'.repeat(16))
  expect(of('18446744073709551615')).toBe('f'.repeat(16).padStart(32, '0'))
  expect([of('0'), of(null), of('x')]).toEqual([null, null, null])
})

it('vitals have seconds, and say nothing without a page load', () => {
  expect(vitalsOf({ data: { buckets: [{ computes: { c0: 9e8, c1: null, c2: 0.02 } }] } })).toEqual({
    largestPaint: 0.9,
    nextPaint: null,
    layoutShift: 0.02,
  })
  expect(vitalsOf({ data: { buckets: [] } }).largestPaint).toBeNull()
})
