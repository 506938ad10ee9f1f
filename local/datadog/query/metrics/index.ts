import type { Store } from '../../store/store.ts'
import { QueryError } from '../error.ts'
import { expressionOf, leaves, nameOf } from './ast.ts'
import { alignedGrid, wholeGrid } from './grid.ts'
import { parseQueries } from './parse.ts'
import { intervalOf, scalarSource, timeseriesSource } from './source.ts'
import type { MetricQueries } from './types.ts'

/** Answers query strings of the metric language from the store. */
export function metricQueries(store: Store): MetricQueries {
  return {
    async timeseries(query, range, options = {}) {
      const answers = parseQueries(query).map(async (expression, queryIndex) => {
        const interval = intervalOf(expression, range, options.intervalSeconds)
        const grid = alignedGrid(range, interval)
        const vectors = await timeseriesSource(store, expression).values(grid)
        const [leaf, ...others] = leaves(expression)
        return vectors.map(vector => ({
          queryIndex,
          metric: nameOf(expression),
          expression: expressionOf(expression, vector.tagSet),
          aggregator: leaf?.kind === 'metric' && others.length === 0 ? leaf.aggregator : '',
          tagSet: vector.tagSet,
          interval,
          unit: vector.unit,
          points: vector.values.map((value, at) => [grid.origin + at * grid.interval, value] as const),
        }))
      })
      return (await Promise.all(answers)).flat()
    },

    async scalar(query, range, reducer) {
      const [expression, ...others] = parseQueries(query)
      if (!expression || others.length > 0)
        throw new QueryError(`A single number takes one query, got several: ${query}`)
      const vectors = await scalarSource(store, expression, reducer).values(wholeGrid(range))
      return vectors.map(({ tagSet, values, unit }) => ({ tagSet, value: values[0] ?? null, unit }))
    },
  }
}
