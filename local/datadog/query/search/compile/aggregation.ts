import { QueryError } from '../../error.ts'
import { type Facet, facetOf, keyOf } from './facets.ts'
import type { TrackMap } from './tracks.ts'

/** What an aggregation reads of each row; null for count, which reads nothing. */
export function operand(track: TrackMap, { aggregation, metric }: { aggregation: string; metric?: string }) {
  if (aggregation === 'count') return null
  if (metric === undefined || metric === '') {
    throw new QueryError(`The aggregation ${JSON.stringify(aggregation)} wants a metric: the facet that it is of.`)
  }
  const facet: Facet = facetOf(track, keyOf(metric))
  return aggregation === 'cardinality' ? facet.text : facet.number
}

/** An aggregation over a column, exact: quantiles are of all values at once. */
export function aggregate(aggregation: string, column: string): string {
  const simple = { sum: 'sum', min: 'min', max: 'max', avg: 'avg' }[aggregation]
  if (simple !== undefined) return `${simple}(${column})`
  if (aggregation === 'count') return 'count(*)'
  if (aggregation === 'cardinality') return `count(DISTINCT ${column})`
  if (aggregation === 'median') return `quantile_cont(${column}, 0.5)`
  const [, percent] = /^pc(\d{1,2}(?:\.\d{1,3})?)$/.exec(aggregation) ?? []
  if (percent !== undefined) return `quantile_cont(${column}, ${Number(percent) / 100})`
  throw new QueryError(
    `The aggregation ${JSON.stringify(aggregation)} is not known. Known are count, cardinality, sum, min, max, avg, median and pc75 to pc99.`,
  )
}
