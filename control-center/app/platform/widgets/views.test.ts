import { describe, expect, it } from 'vitest'
import { formulaView, graphOf, liveSpanMs, lookOf, markerOf } from './views.ts'

const queries = [{ name: 'a', data_source: 'metrics', query: 'sum:m{*}' }]

describe('reading a definition', () => {
  it('a request as it is drawn', () => {
    expect(lookOf({ queries })).toEqual({ display: 'line', dash: 'solid', width: 'normal', right: false })
    expect(
      lookOf({
        queries,
        display_type: 'bars',
        style: { line_type: 'dotted', line_width: 'thick' },
        on_right_yaxis: true,
      }),
    ).toEqual({ display: 'bars', dash: 'dotted', width: 'thick', right: true })
  })

  it('a formula with its unit and its formats', () => {
    const view = formulaView(
      {
        formula: 'a',
        alias: 'first_token',
        number_format: { unit: { type: 'canonical_unit', unit_name: 'byte', per_unit_name: 'second' } },
        conditional_formats: [{ comparator: '>', value: 5, palette: 'white_on_red' }],
      },
      { queries },
    )
    expect(view).toMatchObject({ name: 'first token', formats: [{ comparator: '>', value: 5 }] })
    expect(view.unit?.map(unit => unit?.short)).toEqual(['B', 's'])
    expect(formulaView({ formula: 'a' }, { queries }, '/s')).toMatchObject({ name: 'a', label: '/s', unit: null })
  })

  it.each([
    ['y = 15', 'error dashed', { low: null, value: 15, tone: 'bad', dashed: true }],
    ['y > 0.5', 'warning solid', { low: null, value: 0.5, tone: 'warn', dashed: false }],
    ['0 < y < 10', 'ok bold', { low: 0, value: 10, tone: 'ok', dashed: false }],
  ])('a marker %s', (value, display_type, wanted) => expect(markerOf({ value, display_type })).toMatchObject(wanted))

  it('no marker of what is none', () => expect(markerOf({ value: 'p95' })).toBeNull())

  it('times of its own', () => {
    expect(liveSpanMs('15m')).toBe(900_000)
    expect(liveSpanMs('1mo')).toBe(30 * 86_400_000)
    expect(liveSpanMs('week_to_date')).toBeNull()
    expect(liveSpanMs(undefined)).toBeNull()
  })

  it('the drawable part of a monitor', () => {
    expect(graphOf('max(last_1m):sum:rabbitmq.queue.messages.ready{env:a} by {queue} > 15')).toEqual({
      query: 'sum:rabbitmq.queue.messages.ready{env:a} by {queue}',
      threshold: 15,
    })
    expect(graphOf('sum(last_5m):sum:a{*}.as_count() / sum:b{*}.as_count() >= 0.05')?.threshold).toBe(0.05)
    expect(graphOf('"check".over("env:a").last(2).count_by_status()')).toBeNull()
    expect(graphOf('123 && 456')).toBeNull()
  })
})
