import { QueryError } from '../../query/error.ts'
import type { Expression } from '../../query/metrics/ast.ts'
import type { Source } from '../../query/metrics/evaluate.ts'
import { type Grid, rangeOf, type UnitPair, type Vector } from '../../query/metrics/grid.ts'
import { parseQueries } from '../../query/metrics/parse.ts'
import { scalarSource, timeseriesSource } from '../../query/metrics/source.ts'
import type { Reducer } from '../../query/metrics/types.ts'
import { unitNamed } from '../../query/metrics/units.ts'
import type { Track } from '../../query/search/types.ts'
import type { ApiContext } from '../context.ts'
import { apmReducer, apmSource } from './apm.ts'
import type { EventsQuery, Query, SloQuery } from './requests.ts'

/** Points on a grid, or one number for all of it. */
export type Form = 'timeseries' | 'scalar'

const tracks: Readonly<Partial<Record<EventsQuery['data_source'], Track>>> = {
  logs: 'logs',
  spans: 'spans',
  rum: 'rum',
  events: 'events',
  llm_observability: 'llmSpans',
  database_queries: 'database',
}

/** Where the values of a request's query come from. Throws QueryError for what is not answered. */
export function sourceFor(context: ApiContext, query: Query, form: Form): Source {
  switch (query.data_source) {
    case 'metrics':
    case 'cloud_cost':
      return metricSource(context, query.query, form, query.aggregator ?? 'avg')
    case 'apm_metrics':
    case 'apm_resource_stats':
      return apmSource(context.store, query, text => metricSource(context, text, form, apmReducer(query.stat)))
    case 'slo':
      return sloSource(context, query, form)
    default:
      return eventsSource(context, query, form)
  }
}

/** The only expression of a query string: a list of several has no place where one query is named. */
export function onlyExpression(text: string): Expression {
  const [expression, ...others] = parseQueries(text)
  if (expression && others.length === 0) return expression
  throw new QueryError(`A query of a request is one expression, got several: ${text}`)
}

function metricSource({ store }: ApiContext, text: string, form: Form, reducer: Reducer): Source {
  const expression = onlyExpression(text)
  return form === 'timeseries' ? timeseriesSource(store, expression) : scalarSource(store, expression, reducer)
}

const nanoseconds: UnitPair = [unitNamed('nanosecond'), null]
/** Measures of events that are durations, which all tracks keep in nanoseconds. */
const isDuration = (measure: string | undefined): boolean =>
  /duration|loading_time|time_spent|paint|first_byte|interaction_to_next/.test(measure ?? '')

function eventsSource({ search }: ApiContext, query: EventsQuery, form: Form): Source {
  const track = tracks[query.data_source]
  if (!track) {
    const answered = Object.keys(tracks).join(', ')
    throw new QueryError(
      `The data source "${query.data_source}" is not answered here; of events answered are ${answered}`,
    )
  }
  const { aggregation, metric } = query.compute
  const groupBy = query.group_by ?? []
  const counts = aggregation === 'count' || aggregation === 'cardinality'
  const unit = !counts && isDuration(metric) ? nanoseconds : null
  return {
    grouped: groupBy.length > 0,
    async values(grid) {
      const buckets = await search.aggregate(track, {
        query: query.search?.query ?? '*',
        range: rangeOf(grid),
        compute: [
          {
            aggregation,
            ...(metric === undefined ? {} : { metric }),
            ...(form === 'timeseries' ? { intervalSeconds: grid.interval / 1000 } : {}),
          },
        ],
        groupBy,
      })
      return buckets.map(({ by, values: [value = null] }) => ({
        tagSet: groupBy.map(({ facet }) => `${facet}:${by[facet] ?? ''}`),
        unit,
        values: typeof value === 'number' || value === null ? [value] : onGrid(value, grid),
      }))
    },
  }
}

function sloSource({ sloMeasures }: ApiContext, query: SloQuery, form: Form): Source {
  if (!sloMeasures) throw new QueryError('The data source "slo" is not answered here')
  return {
    grouped: query.group_mode === 'components',
    async values(grid) {
      const groups = await sloMeasures({
        sloId: query.slo_id,
        measure: query.measure,
        range: rangeOf(grid),
        intervalSeconds: form === 'timeseries' ? grid.interval / 1000 : null,
        groupMode: query.group_mode,
      })
      return groups.map(({ tagSet, points }) => ({ tagSet, unit: null, values: onGrid(points, grid) }))
    },
  }
}

function onGrid(points: readonly (readonly [number, number | null])[], grid: Grid): Vector['values'] {
  const values = new Array<number | null>(grid.length).fill(null)
  for (const [time, value] of points) {
    const at = Math.floor((time - grid.origin) / grid.interval)
    if (at >= 0 && at < grid.length) values[at] = value
  }
  return values
}
