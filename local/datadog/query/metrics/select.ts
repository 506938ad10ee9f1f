import type { Series, Store } from '../../store/store.ts'
import { QueryError } from '../error.ts'
import type { MetricExpression } from './ast.ts'
import { filterTest, groupsOf } from './filter.ts'
import type { Grid, UnitPair, Vector } from './grid.ts'
import { metricUnit } from './metadata.ts'
import { quantileOf } from './parse.ts'
import { unitNamed } from './units.ts'

/** Gaps between two values of a gauge that are bridged when several series are put together. */
const usualFillSeconds = 300
/** The flush interval of DogStatsD, for rates that do not say theirs. */
const usualRateInterval = 10

interface Selection {
  kind: 'points' | 'distribution'
  /** Series ids, and for each the position of the group that it counts to. */
  ids: number[]
  groupOf: number[]
  /** What makes a count of one of its values: 1, or the interval of a rate. */
  factors: number[]
  tagSets: string[][]
  gaugesOnly: boolean
}

/** The series of a metric that a filter takes, by group. */
function selectSeries(store: Store, { metric, filter, groupBy }: MetricExpression): Selection {
  const all = store.series(metric)
  const newest = all.reduce<Series | null>((best, each) => (best && best.lastSeen >= each.lastSeen ? best : each), null)
  const kind = newest?.type === 'distribution' ? 'distribution' : 'points'
  const test = filterTest(filter)
  const groups = new Map<string, number>()
  const selection: Selection = { kind, ids: [], groupOf: [], factors: [], tagSets: [], gaugesOnly: true }
  for (const series of all) {
    if ((series.type === 'distribution') !== (kind === 'distribution') || !test(series.tags)) continue
    if (series.type !== 'gauge') selection.gaugesOnly = false
    for (const tagSet of groupsOf(series.tags, groupBy)) {
      const key = tagSet.join('\n')
      const group = groups.get(key) ?? groups.size
      if (group === groups.size) {
        groups.set(key, group)
        selection.tagSets.push(tagSet)
      }
      selection.ids.push(series.id)
      selection.groupOf.push(group)
      selection.factors.push(series.type === 'rate' ? (series.interval ?? usualRateInterval) : 1)
    }
  }
  return selection
}

const space = (aggregator: string, value: string): string => {
  const quantile = quantileOf(aggregator)
  return quantile === null ? `${aggregator}(${value})` : `quantile_cont(${value}, ${quantile})`
}

/** Seconds that an interval stands for when a total is made a rate. */
const perSecond = (grid: Grid): string =>
  grid.exact
    ? `(least(${grid.interval}, ${grid.end} - (${grid.origin} + bucket * ${grid.interval})) / 1000.0)`
    : String(grid.interval / 1000)

const chosen = `chosen AS (SELECT unnest($1::INTEGER[]) AS id, unnest($2::INTEGER[]) AS grp, unnest($3::DOUBLE[]) AS factor)`
const valuesIn = (table: string, grid: Grid): string =>
  `SELECT grp, series_id, factor, (time - ${grid.origin}) // ${grid.interval} AS bucket, value
   FROM ${table} JOIN chosen ON id = series_id WHERE time >= ${grid.origin} AND time < ${grid.end}`

/** A distribution is put together over time and series at once: all of its values of an interval. */
function distributionSql(metric: MetricExpression, grid: Grid): string {
  const rate = metric.asType === 'rate' ? ` / ${perSecond(grid)}` : ''
  return `WITH ${chosen}, v AS (${valuesIn('distribution_values', grid)})
    SELECT grp, bucket, ${space(metric.aggregator, 'value')}${rate} AS value FROM v GROUP BY grp, bucket`
}

/** First over time within each series, then over the series of a group, gaps bridged in between. */
function pointsSql(metric: MetricExpression, grid: Grid, gaugesOnly: boolean): string {
  const as = gaugesOnly ? null : metric.asType
  const method = metric.rollup?.method ?? (as ? 'sum' : 'avg')
  const value = as && method === 'sum' ? 'value * factor' : 'value'
  const rate = as === 'rate' ? ` / ${perSecond(grid)}` : ''
  const rolled = `${chosen}, v AS (${valuesIn('point_values', grid)}),
    rolled AS (SELECT grp, series_id, bucket, ${method}(${value})${rate} AS value FROM v GROUP BY grp, series_id, bucket)`
  const together = (from: string) =>
    `SELECT grp, bucket, ${space(metric.aggregator, 'value')} AS value FROM ${from} GROUP BY grp, bucket`

  const fill = metric.fill ?? (as ? null : { method: 'linear' as const, limitSeconds: usualFillSeconds })
  if (!fill || fill.method === 'null' || grid.length === 1) return `WITH ${rolled} ${together('rolled')}`
  const between = {
    linear: 'value + (following - value) * (missing - bucket) / (next - bucket)',
    last: 'value',
    zero: '0',
  }
  const limit = Math.ceil((fill.limitSeconds * 1000) / grid.interval)
  // Unasked, a series that is alone in its group keeps its gaps: nothing is put together there.
  const alone = metric.fill ? '' : 'AND grp IN (SELECT grp FROM chosen GROUP BY grp HAVING count(*) > 1)'
  return `WITH ${rolled},
    gaps AS (SELECT *, lead(bucket) OVER w AS next, lead(value) OVER w AS following FROM rolled
             WINDOW w AS (PARTITION BY grp, series_id ORDER BY bucket)),
    bridged AS (SELECT grp, bucket, value FROM rolled UNION ALL
                SELECT grp, missing AS bucket, ${between[fill.method]} AS value
                FROM (SELECT *, unnest(range(bucket + 1, next)) AS missing FROM gaps
                      WHERE next - bucket > 1 AND next - bucket <= ${limit} ${alone}))
    ${together('bridged')}`
}

function unitFor(store: Store, { metric, aggregator, asType }: MetricExpression, gaugesOnly: boolean): UnitPair {
  const unit = metricUnit(store, metric)
  if (aggregator === 'count' || !unit) return null
  return asType === 'rate' && !gaugesOnly ? [unit[0], unitNamed('second')] : unit
}

export const isDistribution = (store: Store, metric: string): boolean =>
  store.series(metric).some(series => series.type === 'distribution')

/** The values of a metric expression, per group on the grid. */
export async function selectMetric(store: Store, metric: MetricExpression, grid: Grid): Promise<Vector[]> {
  const { kind, ids, groupOf, factors, tagSets, gaugesOnly } = selectSeries(store, metric)
  if (ids.length === 0) return []
  if (kind === 'points' && quantileOf(metric.aggregator) !== null) {
    throw new QueryError(
      `${metric.aggregator} needs a distribution, and ${metric.metric} is none; wanted is avg, sum, min, max or count`,
    )
  }
  const sql = kind === 'distribution' ? distributionSql(metric, grid) : pointsSql(metric, grid, gaugesOnly)
  const rows = await store.query<{ grp: number; bucket: number; value: number | null }>(sql, [ids, groupOf, factors])
  const values = tagSets.map(() => new Array<number | null>(grid.length).fill(null))
  for (const { grp, bucket, value } of rows) {
    const group = values[grp]
    if (group && bucket < grid.length) group[bucket] = value
  }
  if (metric.fill?.method === 'zero' && grid.length > 1) fillWithZero(values)
  const unit = unitFor(store, metric, gaugesOnly && kind === 'points')
  return tagSets
    .map((tagSet, at) => ({ tagSet, unit, values: values[at] ?? [] }))
    .filter(vector => vector.values.some(value => value !== null))
}

/** fill(zero) goes on to the ends of the graph, too. */
function fillWithZero(values: (number | null)[][]): void {
  for (const group of values) for (const [at, value] of group.entries()) if (value === null) group[at] = 0
}
