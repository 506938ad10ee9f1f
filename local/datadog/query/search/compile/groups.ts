import { QueryError } from '../../error.ts'
import type { AggregateRequest, Compute, GroupBy } from '../types.ts'
import { aggregate, operand } from './aggregation.ts'
import { facetOf, keyOf } from './facets.ts'
import { Parameters } from './parameters.ts'
import { source } from './source.ts'
import type { TrackMap } from './tracks.ts'

const MAX_GROUPS = 10_000
const DEFAULT_LIMIT = 10

/**
 * An aggregation in SQL: rows are reduced to their groups (`g0` …), what is computed of them (`m0` …) and what they are
 * sorted by (`s0` …); each level of groups keeps its best within the group above.
 */
export function groupsSql(track: TrackMap, request: AggregateRequest) {
  const parameters = new Parameters()
  const groups = request.groupBy ?? []
  if (request.compute.length === 0) throw new QueryError('Nothing to compute: "compute" is empty.')
  const columns = [
    'time',
    ...groups.map((group, index) => `${groupValue(track, group, parameters)} AS g${index}`),
    ...request.compute.flatMap((compute, index) => aliased(operand(track, compute), `m${index}`)),
    ...groups.flatMap((group, index) => aliased(sortOperand(track, group), `s${index}`)),
  ]
  const keys = groups.map((_, index) => `g${index}`)
  const all = `base AS MATERIALIZED (SELECT ${columns.join(', ')} ${source(track, request.query, request.range, parameters)})`
  const present = groups.map((_, index) => `g${index} IS NOT NULL`).join(' AND ') || 'true'
  const ctes = [all, `grouped AS (SELECT * FROM base WHERE ${present})`]
  groups.forEach((group, level) => {
    ctes.push(`best${level} AS (${bestOf(group, level)})`)
  })
  const last = groups.length - 1
  const kept = groups.length === 0 ? 'grouped' : `grouped JOIN best${last} USING (${keys.join(', ')})`
  const ranks = groups.map((_, index) => `rank${index}`)
  const by = keys.length === 0 ? '' : `GROUP BY ${[...keys, ...ranks].join(', ')}`
  const order = keys.length === 0 ? '' : `ORDER BY ${ranks.join(', ')}`
  const select = (items: readonly string[]) => (items.length === 0 ? '1 AS one' : items.join(', '))

  return {
    parameters,
    /** One row per group, best first, of everything that is a total. */
    totals: (computes: readonly [Compute, number][]) =>
      `WITH ${ctes.join(', ')} SELECT ${select([...keys, ...computes.map(computed)])} FROM ${kept} ${by} ${order}`,
    /** One row per group and interval. */
    series: (computes: readonly [Compute, number][], intervalMs: number) =>
      `WITH ${ctes.join(', ')}
       SELECT ${[...keys, `time // ${intervalMs} * ${intervalMs} AS bucket`, ...computes.map(computed)].join(', ')}
       FROM ${kept} GROUP BY ${[...keys, ...ranks, 'bucket'].join(', ')} ORDER BY ${[...ranks, 'bucket'].join(', ')}`,
  }
}

const computed = ([compute, index]: [Compute, number]): string =>
  `${aggregate(compute.aggregation, `m${index}`)} AS c${index}`

const aliased = (expression: string | null, name: string): string[] =>
  expression === null ? [] : [`${expression} AS ${name}`]

function sortOperand(track: TrackMap, { sort }: GroupBy): string | null {
  return sort === undefined || 'alphabetical' in sort ? null : operand(track, sort)
}

function groupValue(track: TrackMap, group: GroupBy, parameters: Parameters): string {
  const facet = facetOf(track, keyOf(group.facet))
  let value = facet.text
  if (group.histogram !== undefined) {
    const { interval, min, max } = group.histogram
    if (!(interval > 0)) throw new QueryError('The interval of a histogram has to be above 0.')
    const step = `${parameters.bind(interval)}::DOUBLE`
    const [low, high] = [`${parameters.bind(min)}::DOUBLE`, `${parameters.bind(max)}::DOUBLE`]
    value = `CASE WHEN ${facet.number} BETWEEN ${low} AND ${high}
      THEN CAST(floor(${facet.number} / ${step}) * ${step} AS VARCHAR) END`
  }
  return group.missing === undefined ? value : `coalesce(${value}, ${parameters.bind(group.missing)})`
}

function bestOf(group: GroupBy, level: number): string {
  const limit = group.limit ?? DEFAULT_LIMIT
  if (!Number.isInteger(limit) || limit < 1 || limit > MAX_GROUPS) {
    throw new QueryError(`The limit of a group has to be from 1 to ${MAX_GROUPS}, not ${limit}.`)
  }
  const sort = group.sort ?? { aggregation: 'count', order: 'desc' as const }
  const direction = sort.order === 'asc' ? 'ASC' : 'DESC'
  const measure = 'alphabetical' in sort ? `g${level}` : aggregate(sort.aggregation, `s${level}`)
  const keys = Array.from({ length: level + 1 }, (_, index) => `g${index}`)
  const above = keys.slice(0, -1)
  const aboveRanks = above.map((_, index) => `rank${index}`)
  const from = level === 0 ? 'grouped' : `grouped JOIN best${level - 1} USING (${above.join(', ')})`
  const within = above.length === 0 ? '' : `PARTITION BY ${above.join(', ')}`
  const rank = `row_number() OVER (${within} ORDER BY ${measure} ${direction} NULLS LAST, g${level})`
  return `SELECT ${[...keys, ...aboveRanks].join(', ')}, ${rank} AS rank${level} FROM ${from}
    GROUP BY ${[...keys, ...aboveRanks].join(', ')} QUALIFY rank${level} <= ${limit}`
}
