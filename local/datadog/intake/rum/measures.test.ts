import { describe, expect, it } from 'vitest'
import { rumRows } from './events.ts'
import { RumMeasures } from './measures.ts'
import { RecentIds } from './recent-ids.ts'

const NOW = 1_700_000_000_000
const event = (type: string, more: Record<string, unknown> = {}) => ({
  type,
  date: NOW,
  application: { id: 'app' },
  session: { id: 's' },
  view: { id: 'v', url: 'http://localhost/c/1' },
  ddtags: 'env:dev,service:browser',
  ...more,
})
const view = (version: number, fields: Record<string, unknown>) =>
  event('view', { view: { id: 'v', url: 'http://localhost/c/1', ...fields }, _dd: { document_version: version } })
const rows = (...events: object[]) => rumRows(events.map(each => JSON.stringify(each)).join('\n'), []).rows

describe('RumMeasures', () => {
  it('counts a view once, and measures it once it has ended', () => {
    const measures = new RumMeasures()
    const first = measures.take(rows(view(1, { is_active: true, time_spent: 1e9 })), NOW)
    expect(first.points.map(point => point.metric)).toEqual(['rum.measure.session', 'rum.measure.view'])
    expect(first.points[1]?.tags).toEqual(['application.id:app', 'env:dev', 'service:browser', 'view.name:/c/1'])
    const loaded = measures.take(rows(view(2, { is_active: true, loading_time: 3e8 })), NOW)
    expect(loaded).toMatchObject({
      points: [],
      distributions: [{ metric: 'rum.measure.view.loading_time', values: [0.3] }],
    })
    const older = measures.take(rows(view(1, { loading_time: 9e8 })), NOW)
    expect(older).toEqual({ points: [], distributions: [] })
    const last = {
      is_active: false,
      loading_time: 3e8,
      time_spent: 2e9,
      largest_contentful_paint: 5e8,
      error: { count: 0 },
    }
    const ended = measures.take(rows(view(3, last)), NOW)
    expect(ended.distributions.map(row => [row.metric, row.values[0]])).toEqual([
      ['rum.measure.view.time_spent', 2],
      ['rum.measure.view.largest_contentful_paint', 0.5],
      ['rum.measure.session.time_spent', 2],
    ])
    expect(ended.points.map(point => point.metric)).toEqual(['rum.measure.view.error_free'])
    expect(measures.take(rows(view(4, last)), NOW)).toEqual({ points: [], distributions: [] })
  })

  it('ends a view that has fallen silent', () => {
    const measures = new RumMeasures()
    measures.take(rows(view(1, { is_active: true, time_spent: 1e9, error: { count: 2 } })), NOW)
    expect(measures.flush(NOW + 300_000).distributions).toEqual([])
    const { points, distributions } = measures.flush(NOW + 400_000)
    expect(distributions[0]).toMatchObject({ metric: 'rum.measure.view.time_spent', time: NOW + 1000 })
    expect(points).toEqual([])
    expect(measures.flush(NOW + 500_000).distributions).toEqual([])
  })

  it('counts errors, actions and frustrations', () => {
    const { points } = new RumMeasures().take(
      rows(
        event('error', { error: { id: 'e', message: 'x' } }),
        event('action', { action: { id: 'a', type: 'click', frustration: { type: ['dead_click'] } } }),
      ),
      NOW,
    )
    expect(points.map(point => point.metric.replace('rum.measure.', ''))).toEqual([
      'session',
      'error',
      'session.error',
      'session.action',
      'session.frustration',
    ])
  })
})

describe('RecentIds', () => {
  it('forgets the oldest', () => {
    const ids = new RecentIds(2)
    for (const id of ['a', 'b', '', 'c']) ids.add(id)
    expect(['a', 'b', 'c', ''].map(id => ids.has(id))).toEqual([false, true, true, false])
  })
})
