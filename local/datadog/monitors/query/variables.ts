import { z } from 'zod'
import { QueryError } from '../../query/error.ts'
import type { Track } from '../../query/search/types.ts'
import type { MonitorOptions } from '../documents.ts'
import { formulaNames } from './formula.ts'
import type { EventSource, Rollup } from './types.ts'

/** Which table a source of events is. */
export const TRACKS: Readonly<Record<EventSource, Track>> = {
  logs: 'logs',
  rum: 'rum',
  'trace-analytics': 'spans',
  events: 'events',
  'database-monitoring': 'database',
  'llm-observability': 'llmSpans',
}

/** The same sources as a variable's `data_source` names them. */
const DATA_SOURCES: Readonly<Record<string, Track>> = {
  logs: 'logs',
  rum: 'rum',
  spans: 'spans',
  events: 'events',
  database_queries: 'database',
  llm_observability: 'llmSpans',
}

const eventVariable = z.looseObject({
  name: z.string(),
  data_source: z.string(),
  compute: z.looseObject({ aggregation: z.string(), metric: z.string().optional() }),
  search: z.looseObject({ query: z.string() }).optional(),
  group_by: z.array(z.looseObject({ facet: z.string(), limit: z.number().optional() })).optional(),
})
const metricVariable = z.looseObject({
  name: z.string(),
  data_source: z.literal('metrics'),
  query: z.string(),
  aggregator: z.string().optional(),
})

export type Variable = { name: string; groupBy: readonly string[] } & (
  | ({ kind: 'events'; track: Track; search: string } & Rollup)
  | { kind: 'metric'; query: string; aggregator: string }
)

/** The queries that a formula is over. Throws QueryError for a name that no variable has, or a source unknown here. */
export function variablesOf(formula: string, options: MonitorOptions): Variable[] {
  const variables = options.variables ?? []
  return formulaNames(formula).map(name => {
    const found = variables.find(variable => variable.name === name)
    if (found === undefined) throw wrong(`the formula's '${name}' is no variable in options.variables`)
    return readVariable(name, found)
  })
}

function readVariable(name: string, variable: Record<string, unknown>): Variable {
  const metric = metricVariable.safeParse(variable)
  if (metric.success) {
    const { query, aggregator = 'avg' } = metric.data
    const by = /\bby\s*\{([^}]*)\}/.exec(query)?.[1] ?? ''
    const groupBy = by
      .split(',')
      .map(tag => tag.trim())
      .filter(tag => tag !== '' && tag !== '*')
    return { name, kind: 'metric', query, aggregator, groupBy }
  }
  const events = eventVariable.safeParse(variable)
  if (!events.success)
    throw wrong(`the variable '${name}' needs a data_source, a compute.aggregation and a search.query`)
  const { compute, search, group_by: groupBy = [], data_source: source } = events.data
  const track = DATA_SOURCES[source]
  if (track === undefined) throw wrong(`the variable '${name}' has the unknown data_source '${source}'`)
  return {
    name,
    kind: 'events',
    track,
    search: search?.query ?? '',
    aggregation: compute.aggregation,
    ...(compute.metric !== undefined && { measure: compute.metric }),
    groupBy: groupBy.map(each => each.facet),
  }
}

function wrong(why: string): QueryError {
  return new QueryError(`The value provided for parameter 'query' is invalid: ${why}`)
}
