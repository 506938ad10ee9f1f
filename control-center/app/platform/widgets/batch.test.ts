import { describe, expect, it } from 'vitest'
import type { MetricAsk } from './asks.ts'
import { batches, halves, renamed } from './batch.ts'

const ask = (change: Partial<MetricAsk> & { query?: string } = {}): MetricAsk => ({
  kind: 'timeseries',
  spanMs: 300_000,
  queries: [{ name: 'a', data_source: 'metrics', query: change.query ?? 'sum:m{*}' }],
  formulas: ['a'],
  ...change,
})
const never = () => false

describe('asking for several widgets at once', () => {
  it('is one body with names of its own', () => {
    const [batch, ...more] = batches([ask(), ask({ formulas: ['a * 2', 'abs(a)'] })], never)
    expect(more).toEqual([])
    expect(batch?.queries.map(query => query.name)).toEqual(['w0_0', 'w1_0'])
    expect(batch?.formulas).toEqual([{ formula: 'w0_0' }, { formula: 'w1_0 * 2' }, { formula: 'abs(w1_0)' }])
    expect(batch?.parts.map(({ first, count }) => [first, count])).toEqual([
      [0, 1],
      [1, 2],
    ])
  })

  it('keeps time ranges, kinds and products apart', () => {
    const logs = ask({ queries: [{ name: 'a', data_source: 'logs' }] })
    expect(batches([ask(), ask({ spanMs: 1 }), ask({ kind: 'scalar' }), logs, ask()], never)).toHaveLength(4)
  })

  it('keeps scalars by group to themselves, because their rows would be joined', () => {
    const grouped = ask({ kind: 'scalar', query: 'sum:m{*} by {service}' })
    expect(batches([grouped, grouped, ask({ kind: 'scalar' }), ask({ kind: 'scalar' })], never)).toHaveLength(3)
  })

  it('leaves out what was refused before', () => {
    const bad = ask({ query: 'nonsense' })
    expect(batches([ask(), bad, ask()], one => one === bad).map(batch => batch.parts.length)).toEqual([2, 1])
  })

  it('is not without end', () => {
    const many = Array.from({ length: 50 }, () => ask())
    expect(batches(many, never).map(batch => batch.parts.length)).toEqual([40, 10])
  })

  it('is halved to find what is refused', () => {
    const [batch] = batches([ask(), ask(), ask()], never)
    expect(batch && halves(batch)?.map(half => half.length)).toEqual([2, 1])
    const [single] = batches([ask()], never)
    expect(single && halves(single)).toBeNull()
  })
})

describe('other names in a formula', () => {
  const names = new Map([
    ['a', 'x'],
    ['errors', 'y'],
    ['abs', 'never'],
  ])
  it.each([
    ['a / errors * 100', 'x / y * 100'],
    ['abs(a)', 'abs(x)'],
    ["timeshift(a, 'a')", "timeshift(x, 'a')"],
    ['aa + a1 + a', 'aa + a1 + x'],
    ['default_zero(errors)', 'default_zero(y)'],
  ])('%s', (formula, wanted) => expect(renamed(formula, names)).toBe(wanted))
})
