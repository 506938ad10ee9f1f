import { describe, expect, it } from 'vitest'
import type { ScalarAnswer, TimeseriesAnswer } from '../datadog/calls.ts'
import type { MetricAsk } from './asks.ts'
import { batches } from './batch.ts'
import type { Request } from './definition.ts'
import { newestTime, rowsData, seriesData, splitScalar, splitSeries } from './metrics-data.ts'
import { formulasOf, formulaView } from './views.ts'

const metric = (name: string, query: string) => ({ name, data_source: 'metrics', query })
const second = { family: 'time', name: 'second', short_name: 's', scale_factor: 1 }

const asks: MetricAsk[] = [
  { kind: 'timeseries', spanMs: 1, queries: [metric('a', 'sum:a{*}')], formulas: ['a'] },
  { kind: 'timeseries', spanMs: 1, queries: [metric('b', 'sum:b{*} by {service}')], formulas: ['b', 'b * 2'] },
]
const answer: TimeseriesAnswer = {
  data: {
    attributes: {
      series: [
        { group_tags: [], query_index: 0, unit: null },
        { group_tags: ['service:worker'], query_index: 1, unit: [second, null] },
        { group_tags: ['service:worker'], query_index: 2, unit: [second, null] },
      ],
      times: [10, 20, 30],
      values: [
        [1, 2, 3],
        [4, null, 6],
        [8, null, null],
      ],
    },
  },
}

describe('series out of the answer to a batch', () => {
  const [batch] = batches(asks, () => false)
  if (!batch) throw new Error('no batch')

  it('go to the widget that asked for them', () => {
    const parts = splitSeries(batch, answer, 10)
    expect(parts.map(part => part.series.map(one => [one.formula, one.values]))).toEqual([
      [[0, [1, 2, 3]]],
      [
        [0, [4, null, 6]],
        [1, [8, null, null]],
      ],
    ])
    expect(parts[1]?.series[0]?.unit?.[0]).toMatchObject({ family: 'time', short: 's' })
  })

  it('are named by their groups, or by their formula', () => {
    const requests: Request[] = [
      { queries: asks[0]?.queries ?? [], formulas: [{ formula: 'a', alias: 'asked' }] },
      { queries: asks[1]?.queries ?? [], formulas: [{ formula: 'b' }, { formula: 'b * 2', alias: 'twice' }] },
    ]
    const formulas = requests.flatMap(request => formulasOf(request).map(one => formulaView(one, request)))
    const data = seriesData(splitSeries(batch, answer, 10), requests, formulas)
    expect(data.series.map(({ name, owner, request }) => [name, owner, request])).toEqual([
      ['asked', 'ink', 0],
      ['b worker', 'worker', 1],
      ['twice worker', 'worker', 1],
    ])
    expect(newestTime(data)).toBe(30)
  })

  it('have a gap where another one has a point', () => {
    const early = { times: [10], stepMs: 10, series: [{ formula: 0, tags: [], unit: null, values: [1] }] }
    const late = { times: [20], stepMs: 10, series: [{ formula: 0, tags: [], unit: null, values: [2] }] }
    const requests = [asks[0], asks[0]].map(ask => ({ queries: ask?.queries ?? [] }))
    expect(seriesData([early, late], requests, []).series.map(one => one.values)).toEqual([
      [1, null],
      [null, 2],
    ])
    expect(seriesData([null, late], requests, []).series.map(one => one.values)).toEqual([[2]])
  })
})

const scalar = (columns: ScalarAnswer['data']['attributes']['columns']): ScalarAnswer => ({
  data: { attributes: { columns } },
})

describe('rows of a table', () => {
  const request: Request = {
    queries: [metric('t', 'sum:t{*} by {service}'), metric('n', 'sum:n{*} by {service}')],
    formulas: [{ formula: 't', alias: 'time' }, { formula: 'n' }],
    sort: { count: 2, order_by: [{ type: 'formula', index: 0, order: 'desc' }] },
  }
  const columns: ScalarAnswer['data']['attributes']['columns'] = [
    { type: 'group', name: 'service', values: [['backend'], ['worker'], ['frontend']] },
    { type: 'number', values: [1, 3, null], meta: { unit: [second, null] } },
    { type: 'number', values: [10, 30, 20] },
  ]
  const ask: MetricAsk = { kind: 'scalar', spanMs: 1, queries: request.queries, formulas: ['t', 'n'] }
  const [batch] = batches([ask], () => false)
  if (!batch) throw new Error('no batch')

  it('are sorted and cut as the widget says; what has no value comes last', () => {
    const data = rowsData(splitScalar(batch, scalar(columns)), [request], [])
    expect(data.rows.map(row => [row.groups, row.owner, row.values])).toEqual([
      [['worker'], 'worker', [3, 30]],
      [['backend'], 'backend', [1, 10]],
    ])
    expect(data.units[0]?.[0]?.short).toBe('s')
  })

  it('sort by a group too', () => {
    const byName = {
      ...request,
      sort: { count: 10, order_by: [{ type: 'group' as const, name: 'service', order: 'asc' as const }] },
    }
    const data = rowsData(splitScalar(batch, scalar(columns)), [byName], [])
    expect(data.rows.map(row => row.groups[0])).toEqual(['backend', 'frontend', 'worker'])
  })

  it('of several requests are joined on their groups', () => {
    const one: Request = { queries: request.queries.slice(0, 1) }
    const parts = [
      { groups: ['service'], rows: [['a'], ['b']], numbers: [{ unit: null, values: [1, 2] }] },
      { groups: ['service'], rows: [['b'], ['c']], numbers: [{ unit: null, values: [3, 4] }] },
    ]
    expect(rowsData(parts, [one, one], []).rows.map(row => [...row.groups, ...row.values])).toEqual([
      ['b', 2, 3],
      ['a', 1, null],
      ['c', null, 4],
    ])
  })

  it('find their column by its name where one of the batch has no data', () => {
    const two = batches(
      [
        { ...ask, queries: [metric('a', 'sum:a{*}')], formulas: ['a'] },
        { ...ask, queries: [metric('b', 'sum:b{*}')], formulas: ['b'] },
      ],
      () => false,
    )[0]
    if (!two) throw new Error('no batch')
    const parts = splitScalar(two, scalar([{ type: 'number', name: 'w1_0', values: [7] }]))
    expect(parts.map(part => part.numbers.map(one => one.values))).toEqual([[[]], [[7]]])
  })

  it('are none in an empty answer', () => {
    expect(rowsData(splitScalar(batch, scalar([])), [request], []).rows).toEqual([])
  })
})
