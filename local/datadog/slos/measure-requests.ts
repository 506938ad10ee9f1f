import type { ApiContext } from '../api/context.ts'
import { evaluateFormula, formulaNames } from '../monitors/query/formula.ts'
import type { TimeRange } from '../query/error.ts'
import type { Counted } from './budget.ts'
import type { SloDocument } from './documents.ts'
import type { Bucket, Measured } from './measure.ts'
import { without } from './ranges.ts'

type Metrics = ApiContext['metrics']

/** What is counted: formulas over named queries. */
interface Specification {
  good: string
  total: string
  queries: ReadonlyMap<string, string>
}

function specificationOf(slo: SloDocument): Specification {
  if (slo.sli_specification !== undefined && 'count' in slo.sli_specification) {
    const {
      good_events_formula: good,
      total_events_formula: total,
      bad_events_formula: bad,
      queries,
    } = slo.sli_specification.count
    return {
      good: good.formula,
      total: total?.formula ?? `(${good.formula}) + (${bad?.formula ?? '0'})`,
      queries: new Map(queries.map(query => [query.name, query.query])),
    }
  }
  const { numerator = '', denominator = '' } = slo.query ?? {}
  const queries = new Map<string, string>()
  return { good: asFormula(numerator, queries), total: asFormula(denominator, queries), queries }
}

const METRIC = /\b(?:avg|sum|min|max|count|p\d+):[\w.]+\s*\{[^}]*\}(?:\s*by\s*\{[^}]*\})?(?:\s*\.\s*\w+\([^)]*\))*/g

/**
 * Arithmetic of metrics as a formula over them, each under a name of its own: then a metric without values counts
 * nothing instead of making a hole of the whole. What is more than arithmetic stays one query.
 */
function asFormula(query: string, queries: Map<string, string>): string {
  const own = new Map<string, string>()
  const formula = query.replace(METRIC, metric => {
    const name = `query${queries.size + own.size + 1}`
    own.set(name, metric)
    return name
  })
  const isArithmetic = /^(?:\s|default_zero\s*\(|query\d+|[\d.]+|[()+*/-])+$/.test(formula)
  if (!isArithmetic) {
    const name = `query${queries.size + 1}`
    queries.set(name, query)
    return name
  }
  for (const [name, metric] of own) queries.set(name, metric)
  return formula
}

/** Requests in a range without parts of it, each part counted for itself. */
export async function measureRequests(
  metrics: Metrics,
  slo: SloDocument,
  range: TimeRange,
  excluded: readonly TimeRange[],
): Promise<Measured> {
  const specification = specificationOf(slo)
  const groups = new Map<string, Counted>()
  for (const part of without(range, excluded)) {
    for (const [name, counted] of await countIn(metrics, specification, part)) {
      const sum = groups.get(name) ?? { good: 0, total: 0 }
      groups.set(name, { good: sum.good + counted.good, total: sum.total + counted.total })
    }
  }
  const counts = [...groups.values()]
  const overall = { good: total(counts.map(each => each.good)), total: total(counts.map(each => each.total)) }
  const components = [...groups]
    .filter(([name]) => name !== '')
    .map(([name, counted]) => ({ name, counted, history: [] }))
  return { overall, components, history: [] }
}

const total = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0)

/** By group, which is empty without groups. A query without values counts nothing. */
async function countIn(metrics: Metrics, { good, total, queries }: Specification, range: TimeRange) {
  const names = [...new Set([...formulaNames(good), ...formulaNames(total)])]
  const results = await Promise.all(
    names.map(async name => {
      const rows = await metrics.scalar(`default_zero(${queries.get(name)})`, range, 'sum')
      return [name, new Map(rows.map(row => [row.tagSet.join(','), row.value]))] as const
    }),
  )
  const groups = new Set(results.flatMap(([, rows]) => [...rows.keys()]))
  return new Map(
    [...groups].map(group => {
      const values = new Map(results.map(([name, rows]) => [name, rows.get(group) ?? 0]))
      const counted = { good: evaluateFormula(good, values) ?? 0, total: evaluateFormula(total, values) ?? 0 }
      return [group, counted]
    }),
  )
}

/** Over all groups. Intervals whose begin was excluded count nothing. */
export async function requestSeries(
  metrics: Metrics,
  slo: SloDocument,
  range: TimeRange,
  intervalSeconds: number,
  excluded: readonly TimeRange[],
): Promise<Bucket[]> {
  const { good, total, queries } = specificationOf(slo)
  const names = [...new Set([...formulaNames(good), ...formulaNames(total)])]
  const results = await Promise.all(
    names.map(async name => {
      const series = await metrics.timeseries(`default_zero(${queries.get(name)})`, range, { intervalSeconds })
      const sums = new Map<number, number>()
      for (const { points } of series) {
        for (const [time, value] of points) sums.set(time, (sums.get(time) ?? 0) + (value ?? 0))
      }
      return [name, sums] as const
    }),
  )
  const times = [...new Set(results.flatMap(([, sums]) => [...sums.keys()]))].sort((a, b) => a - b)
  return times.map(time => {
    if (excluded.some(({ from, to }) => time >= from && time < to)) return { time, good: 0, total: 0 }
    const values = new Map(results.map(([name, sums]) => [name, sums.get(time) ?? 0]))
    return { time, good: evaluateFormula(good, values) ?? 0, total: evaluateFormula(total, values) ?? 0 }
  })
}
