import type { FastifyInstance } from 'fastify'
import { type Expression, leaves, scopesOf } from '../../query/metrics/ast.ts'
import { parseQueries } from '../../query/metrics/parse.ts'
import type { MetricSeries } from '../../query/metrics/types.ts'
import type { ApiContext } from '../context.ts'
import { queryParameters, read } from './requests.ts'

const groupKeys = (expressions: readonly Expression[]): string[] => [
  ...new Set(expressions.flatMap(leaves).flatMap(leaf => (leaf.kind === 'metric' ? leaf.groupBy : []))),
]

function seriesBody(series: MetricSeries, expression: Expression | undefined) {
  const points = series.points.filter(([, value]) => value !== null)
  const length = series.interval * 1000
  return {
    metric: series.metric,
    display_name: series.metric,
    expression: series.expression,
    aggr: series.aggregator === '' ? null : series.aggregator,
    query_index: series.queryIndex,
    scope: expression ? scopesOf(expression, series.tagSet) : '*',
    tag_set: series.tagSet,
    unit: series.unit,
    interval: series.interval,
    length: points.length,
    start: points[0]?.[0] ?? null,
    end: (points.at(-1)?.[0] ?? 0) + length - 1,
    pointlist: points,
    attributes: {},
  }
}

/** GET /api/v1/query: one query string, times in seconds. */
export function queryV1Route(app: FastifyInstance, { metrics }: ApiContext): void {
  app.get('/api/v1/query', async request => {
    const { from, to, query } = read(queryParameters, request.query)
    const expressions = parseQueries(query)
    const found = await metrics.timeseries(query, { from: from * 1000, to: to * 1000 })
    const series = found
      .map(each => seriesBody(each, expressions[each.queryIndex]))
      .filter(({ pointlist }) => pointlist.length > 0)
    return {
      status: 'ok',
      res_type: 'time_series',
      resp_version: 1,
      query,
      from_date: from * 1000,
      to_date: to * 1000,
      series,
      values: [],
      times: [],
      message: '',
      group_by: groupKeys(expressions),
    }
  })
}
