import type { Store } from '../../store/store.ts'
import type { TimeRange } from '../error.ts'
import { calls, type Expression, leaves, type MetricExpression } from './ast.ts'
import { evaluate, type Source, type SourceOf } from './evaluate.ts'
import { functionOf } from './functions/index.ts'
import { allowedInterval, defaultInterval, exactGrid, type Grid, rangeOf, type Vector, wholeGrid } from './grid.ts'
import { quantileOf } from './parse.ts'
import { reduce } from './reduce.ts'
import { isDistribution, selectMetric } from './select.ts'
import type { Reducer } from './types.ts'

/** Seconds between points of an expression: its coarsest rollup, else what was asked for, else the usual. */
export function intervalOf(expression: Expression, range: TimeRange, wanted?: number): number {
  const rollups = leaves(expression).flatMap(leaf => (leaf.kind === 'metric' && leaf.rollup?.seconds) || [])
  if (rollups.length > 0) return Math.max(...rollups.map(seconds => allowedInterval(seconds, range)))
  return wanted === undefined ? defaultInterval(range) : allowedInterval(wanted, range)
}

/** Points of metrics in the store. A formula's names have no place in it. */
const fromStore =
  (store: Store): SourceOf =>
  leaf => {
    if (leaf.kind === 'name') throw new Error(`The parser let the name ${leaf.name} pass`)
    return { grouped: leaf.groupBy.length > 0, values: grid => selectMetric(store, leaf, grid) }
  }

const grouped = (expression: Expression): boolean =>
  leaves(expression).some(leaf => leaf.kind === 'metric' && leaf.groupBy.length > 0)

/** A query string's expression as a source of points. */
export function timeseriesSource(store: Store, expression: Expression): Source {
  return { grouped: grouped(expression), values: grid => evaluate(expression, grid, fromStore(store)) }
}

/** Whether reducing all values at once gives the same as, or a truer number than, reducing points. */
function reducesAtOnce(store: Store, metric: MetricExpression, reducer: Reducer): boolean {
  const average = reducer === 'avg' || reducer === 'mean' || reducer === 'percentile'
  if (isDistribution(store, metric.metric)) {
    if (metric.asType === 'rate') return average
    if (metric.aggregator === 'avg' || quantileOf(metric.aggregator) !== null) return average
    return metric.aggregator === 'count' ? reducer === 'sum' : metric.aggregator === reducer
  }
  if (metric.rollup?.method) return false
  if (metric.asType === 'count') return metric.aggregator === 'sum' && reducer === 'sum'
  return metric.asType === 'rate' && metric.aggregator === 'sum' && average
}

/**
 * A query string's expression as a source of single numbers, for grids of one interval. Each metric is reduced before
 * arithmetic when that is over counts (the sum of errors by the sum of requests); otherwise the points' result is.
 */
export function scalarSource(store: Store, expression: Expression, reducer: Reducer): Source {
  const metrics = leaves(expression).filter(leaf => leaf.kind === 'metric')
  const reduceFirst =
    calls(expression).every(name => functionOf(name).ofNumbers) &&
    (metrics.length <= 1 || metrics.some(metric => metric.asType === 'count'))

  const reduced = async (part: Expression, { origin, end }: Grid): Promise<Vector[]> => {
    const range = { from: origin, to: end }
    const seconds = intervalOf(part, range)
    const vectors = await evaluate(part, exactGrid(range, seconds), fromStore(store))
    return vectors.map(vector => ({ ...vector, values: [reduce(vector.values, reducer, seconds)] }))
  }
  const values = (grid: Grid): Promise<Vector[]> => {
    if (!reduceFirst) return reduced(expression, grid)
    return evaluate(expression, grid, leaf => {
      const whole = leaf.kind === 'metric' && reducesAtOnce(store, leaf, reducer)
      return {
        grouped: grouped(leaf),
        values: at => (whole ? selectMetric(store, leaf, wholeGrid(rangeOf(at))) : reduced(leaf, at)),
      }
    })
  }
  return { grouped: grouped(expression), values }
}
