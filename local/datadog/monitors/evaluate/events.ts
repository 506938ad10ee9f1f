import type { ApiContext } from '../../api/context.ts'
import type { TimeRange } from '../../query/error.ts'
import type { Bucket, Track } from '../../query/search/types.ts'
import type { MonitorOptions } from '../documents.ts'
import { evaluateFormula } from '../query/formula.ts'
import type { EventMonitorQuery, FormulaMonitorQuery, Rollup } from '../query/types.ts'
import { TRACKS, type Variable, variablesOf } from '../query/variables.ts'
import type { Measured } from '../verdict.ts'
import { ALL, groupName } from './metric.ts'

type Context = Pick<ApiContext, 'metrics' | 'search'>

/** How many groups of a search are watched. */
const GROUPS = 1000

export function measureEvents(context: Context, query: EventMonitorQuery, end: number): Promise<Map<string, Measured>> {
  const range = { from: end - query.windowSeconds * 1000, to: end }
  return aggregate(context, TRACKS[query.source], query.search, query, query.by, range)
}

/** The formula over each group that one of its queries has; a query that has it not counts as zero there. */
export async function measureFormula(
  context: Context,
  query: FormulaMonitorQuery,
  options: MonitorOptions,
  end: number,
): Promise<Map<string, Measured>> {
  const range = { from: end - query.windowSeconds * 1000, to: end }
  const variables = variablesOf(query.formula, options)
  const results = await Promise.all(variables.map(variable => measureVariable(context, variable, range)))
  const groups = new Set(results.flatMap(result => [...result.keys()]))
  const measured = new Map<string, Measured>()
  for (const group of groups) {
    const values = new Map(
      variables.map((variable, index) => {
        const result = results[index]
        // A query without groups stands beside every group of the others.
        const own = result?.get(group) ?? (variable.groupBy.length === 0 ? result?.get(ALL) : undefined)
        return [variable.name, own?.value ?? (isCount(variable) ? 0 : null)]
      }),
    )
    const isBeside = group === ALL && variables.some(variable => variable.groupBy.length > 0)
    const value = evaluateFormula(query.formula, values)
    if (!isBeside) measured.set(group, { value, seen: value === null ? null : end, complete: true })
  }
  return measured
}

const isCount = (variable: Variable): boolean =>
  variable.kind === 'metric' ? variable.query.includes('.as_count()') : countsUp(variable)

/** A search that finds nothing has found zero. */
const countsUp = ({ aggregation }: Rollup): boolean => aggregation === 'count' || aggregation === 'cardinality'

const REDUCERS = ['avg', 'min', 'max', 'sum', 'last', 'area', 'l2norm', 'percentile', 'mean'] as const

async function measureVariable(context: Context, variable: Variable, range: TimeRange): Promise<Map<string, Measured>> {
  if (variable.kind === 'events') {
    return aggregate(context, variable.track, variable.search, variable, variable.groupBy, range)
  }
  const reducer = REDUCERS.find(each => each === variable.aggregator) ?? 'avg'
  const rows = await context.metrics.scalar(variable.query, range, reducer)
  return new Map(
    rows.map(row => [
      groupName(row.tagSet),
      { value: row.value, seen: row.value === null ? null : range.to, complete: true },
    ]),
  )
}

async function aggregate(
  { search }: Context,
  track: Track,
  query: string,
  rollup: Rollup,
  by: readonly string[],
  range: TimeRange,
): Promise<Map<string, Measured>> {
  const { aggregation, measure } = rollup
  const buckets = await search.aggregate(track, {
    query,
    range,
    compute: [{ aggregation, ...(measure !== undefined && { metric: measure }) }],
    groupBy: by.map(facet => ({ facet, limit: GROUPS })),
  })
  const measured = new Map(buckets.map(bucket => [nameOf(bucket, by), measuredOf(bucket, range)]))
  if (by.length === 0 && (measured.get(ALL)?.value ?? null) === null) {
    measured.set(ALL, { value: countsUp(rollup) ? 0 : null, seen: countsUp(rollup) ? range.to : null, complete: true })
  }
  return measured
}

const nameOf = ({ by: values }: Bucket, by: readonly string[]): string =>
  groupName(by.map(facet => `${facet}:${values[facet] ?? ''}`))

function measuredOf({ values: [value] }: Bucket, { to }: TimeRange): Measured {
  const number = typeof value === 'number' ? value : null
  return { value: number, seen: number === null ? null : to, complete: true }
}
