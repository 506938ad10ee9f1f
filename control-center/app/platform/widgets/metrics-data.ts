import type { ScalarAnswer, TimeseriesAnswer } from '../datadog/calls.ts'
import type { Batch } from './batch.ts'
import type { Request } from './definition.ts'
import type { FormulaView, SeriesData, UnitPair, WidgetData } from './model.ts'
import { ownerOf } from './owner.ts'
import { unitPairOf } from './units.ts'
import { formulasOf } from './views.ts'

/** The answer to one ask, cut out of the answer to its batch. */
export interface SeriesAnswer {
  times: number[]
  series: { formula: number; tags: string[]; unit: UnitPair; values: (number | null)[] }[]
  stepMs: number
}

export interface RowsAnswer {
  groups: string[]
  rows: string[][]
  numbers: { unit: UnitPair; values: (number | null)[] }[]
}

/** A series for each part of a batch, in the batch's order. */
export function splitSeries(batch: Batch, answer: TimeseriesAnswer, stepMs: number): SeriesAnswer[] {
  const { series, times, values } = answer.data.attributes
  return batch.parts.map(({ first, count }) => ({
    times,
    stepMs,
    series: series.flatMap((one, index) => {
      const formula = one.query_index - first
      if (formula < 0 || formula >= count) return []
      return [{ formula, tags: one.group_tags ?? [], unit: unitPairOf(one.unit), values: values[index] ?? [] }]
    }),
  }))
}

/** Columns for each part of a batch. Number columns come in the order of the formulas. */
export function splitScalar(batch: Batch, answer: ScalarAnswer): RowsAnswer[] {
  const { columns } = answer.data.attributes
  const groups = columns.filter(column => column.type === 'group')
  const numbers = columns.filter(column => column.type === 'number')
  const length = Math.max(0, ...columns.map(column => column.values.length))
  const rows = Array.from({ length }, (_, row) => groups.map(group => group.values[row]?.join(', ') ?? ''))
  // Datadog names a column by its formula; the order counts where an answer does not.
  const byName = new Map(numbers.map(column => [column.name, column]))
  const named = batch.formulas.some(({ formula }) => byName.has(formula))
  const column = (index: number) => (named ? byName.get(batch.formulas[index]?.formula) : numbers[index])
  return batch.parts.map(({ first, count }) => ({
    groups: groups.map(group => group.name),
    rows,
    numbers: Array.from({ length: count }, (_, formula) => {
      const found = column(first + formula)
      return { unit: unitPairOf(found?.meta?.unit), values: found?.values ?? [] }
    }),
  }))
}

const withoutKey = (tag: string) => tag.replace(/^[^:]*:/, '')

/** Series of all requests of a chart on one axis of time. */
export function seriesData(
  answers: (SeriesAnswer | null)[],
  requests: readonly Request[],
  formulas: readonly FormulaView[],
): { times: number[]; series: SeriesData[]; stepMs: number } {
  const known = answers.filter(answer => answer !== null)
  const times = [...new Set(known.flatMap(answer => answer.times))].sort((a, b) => a - b)
  const series: SeriesData[] = []
  let offset = 0
  for (const [request, definition] of requests.entries()) {
    const answer = answers[request] ?? null
    const own = formulasOf(definition)
    const place = new Map(answer?.times.map((at, index) => [at, index]))
    for (const one of answer?.series ?? []) {
      const view = formulas[offset + one.formula]
      const words = definition.queries.map(query => String(query.query ?? JSON.stringify(query))).join(' ')
      const groups = one.tags.map(withoutKey).join(', ')
      const name = groups === '' ? (view?.name ?? '') : own.length > 1 ? `${view?.name} ${groups}` : groups
      series.push({
        key: `${request}.${one.formula}.${one.tags.join()}`,
        name,
        owner: ownerOf(one.tags, queryOf(own[one.formula]?.formula ?? '', definition) ?? words),
        request,
        unit: view?.unit ?? one.unit,
        values: times.map(at => one.values[place.get(at) ?? -1] ?? null),
      })
    }
    offset += own.length
  }
  return { times, series, stepMs: known[0]?.stepMs ?? 0 }
}

/** The one query that a formula names, where it names one. */
function queryOf(formula: string, request: Request): string | null {
  const named = request.queries.filter(query => new RegExp(`\\b${query.name}\\b`).test(formula))
  return named.length === 1 && typeof named[0]?.query === 'string' ? named[0].query : null
}

type Rows = Extract<WidgetData, { kind: 'rows' }>

/** Rows of a toplist or table: all requests joined on their groups, sorted and cut as the first one says. */
export function rowsData(
  answers: (RowsAnswer | null)[],
  requests: readonly Request[],
  formulas: readonly FormulaView[],
): Rows {
  const groups = answers.find(answer => answer !== null)?.groups ?? []
  const columns = requests.flatMap((request, index) => formulasOf(request).map((_, formula) => ({ index, formula })))
  const byGroup = new Map<
    string,
    { groups: string[]; owner: Rows['rows'][number]['owner']; values: (number | null)[] }
  >()
  for (const [column, { index, formula }] of columns.entries()) {
    const answer = answers[index]
    const query = requests[index]?.queries.map(one => String(one.query ?? '')).join(' ') ?? ''
    for (const [place, row] of (answer?.rows ?? []).entries()) {
      const key = JSON.stringify(row)
      const tags = row.map((value, group) => `${groups[group]}:${value}`)
      const known = byGroup.get(key) ?? { groups: row, owner: ownerOf(tags, query), values: columns.map(() => null) }
      known.values[column] = answer?.numbers[formula]?.values[place] ?? null
      byGroup.set(key, known)
    }
  }
  const units = columns.map(
    ({ index, formula }, column) => formulas[column]?.unit ?? answers[index]?.numbers[formula]?.unit ?? null,
  )
  return { kind: 'rows', groups, units, rows: sorted([...byGroup.values()], requests[0], groups) }
}

const MAX_ROWS = 25

function sorted(rows: Rows['rows'], request: Request | undefined, groups: string[]): Rows['rows'] {
  const limit = request?.formulas?.find(formula => formula.limit)?.limit
  const by = request?.sort?.order_by?.[0]
  const direction = (by?.order ?? limit?.order ?? 'desc') === 'asc' ? 1 : -1
  const count = Math.min(MAX_ROWS, request?.sort?.count ?? limit?.count ?? 10)
  const group = by?.type === 'group' ? groups.indexOf(by.name) : -1
  const column = by?.type === 'formula' ? by.index : 0
  return rows
    .sort((a, b) => {
      if (group >= 0) return direction * (a.groups[group] ?? '').localeCompare(b.groups[group] ?? '')
      const [one, other] = [a.values[column] ?? null, b.values[column] ?? null]
      // What has no value stands below what has one, in both directions.
      if (one === null || other === null) return Number(one === null) - Number(other === null)
      return direction * (one - other)
    })
    .slice(0, count)
}

/** Newest time that has a value; null without one. */
export function newestTime({
  times,
  series,
}: {
  times: number[]
  series: { values: (number | null)[] }[]
}): number | null {
  for (let index = times.length - 1; index >= 0; index--) {
    if (series.some(one => typeof one.values[index] === 'number')) return times[index] ?? null
  }
  return null
}
