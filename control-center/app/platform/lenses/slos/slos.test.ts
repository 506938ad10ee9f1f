import { describe, expect, it } from 'vitest'
import type { SloSearchAnswer } from '../../datadog/calls.ts'
import { burnRate, correctionsBySlo, sloViews } from './slos.ts'

const overall = (timeframe: string, state: string, budget: number | null) => ({
  timeframe,
  state,
  target: 99,
  status: 99.5,
  error_budget_remaining: budget,
})
const hit = (id: string, name: string, attributes: object) => ({ data: { id, attributes: { name, ...attributes } } })
const answer = (...slos: ReturnType<typeof hit>[]): SloSearchAnswer => ({ data: { attributes: { slos } } })

describe('objectives', () => {
  it('have a line for each timeframe; the least budget comes first', () => {
    const rows = sloViews(
      answer(
        hit('a', 'Answered', { overall_status: [overall('30d', 'ok', 50), overall('7d', 'warning', 20)] }),
        hit('b', 'Fast', { overall_status: [overall('30d', 'breached', -12)] }),
        hit('c', 'Quiet', { thresholds: [{ timeframe: '7d', target: 95 }], status: { state: 'no_data' } }),
      ),
      new Map(),
    )
    expect(rows.map(row => [row.id, row.state, row.timeframes.map(one => one.window)])).toEqual([
      ['b', 'breached', ['30\u00a0d']],
      ['a', 'warning', ['30\u00a0d', '7\u00a0d']],
      ['c', 'no_data', ['7\u00a0d']],
    ])
    expect(rows[2]?.timeframes[0]).toEqual({
      window: '7\u00a0d',
      target: 95,
      now: null,
      budget: null,
      state: 'no_data',
    })
  })

  it('burn at the speed that the window’s failures have against what is allowed', () => {
    const history = (sli: number | null) => ({ data: { overall: { sli_value: sli } } })
    expect(burnRate(history(98), 99)).toBeCloseTo(2)
    expect(burnRate(history(100), 99)).toBe(0)
    expect(burnRate(history(null), 99)).toBeNull()
    expect(burnRate(history(98), 100)).toBeNull()
  })

  it('show the corrections that still count', () => {
    const correction = (id: string, start: number, end: number | null, rrule: string | null = null) => ({
      id,
      attributes: { slo_id: 'a', category: 'Deployment', description: 'why', start, end, rrule },
    })
    const found = correctionsBySlo(
      { data: [correction('1', 100, 200), correction('2', 900, 1000), correction('3', 950, null)] },
      500_000,
    )
    expect(found.get('a')?.map(one => [one.id, one.to])).toEqual([
      ['3', null],
      ['2', '1970-01-01T00:16:40.000Z'],
    ])
  })
})
