import type { FastifyInstance } from 'fastify'
import type { TimeRange } from '../../query/error.ts'
import { QueryError } from '../../query/error.ts'
import type { Source } from '../../query/metrics/evaluate.ts'
import { formulaSource } from '../../query/metrics/formulas.ts'
import { alignedGrid, type Vector, wholeGrid } from '../../query/metrics/grid.ts'
import { intervalOf } from '../../query/metrics/source.ts'
import type { ApiContext } from '../context.ts'
import { type Formula, type Query, read, scalarRequest, timeseriesRequest } from './requests.ts'
import { type Form, onlyExpression, sourceFor } from './sources.ts'

interface Asked {
  name: string
  source: Source
  limit: Formula['limit']
}

/** What a request wants answered: its formulas, or without any each of its queries. */
function asked(context: ApiContext, queries: readonly Query[], formulas: readonly Formula[], form: Form): Asked[] {
  const sources = new Map<string, Source>()
  for (const [at, query] of queries.entries())
    sources.set(query.name ?? `query${at + 1}`, sourceFor(context, query, form))
  if (formulas.length === 0) return [...sources].map(([name, source]) => ({ name, source, limit: undefined }))
  return formulas.map(({ formula, limit }) => ({ name: formula, source: formulaSource(formula, sources), limit }))
}

/** Seconds: the coarsest that a query needs, so that all lie on the same points. */
function commonInterval(queries: readonly Query[], range: TimeRange, wantedMs: number | undefined): number {
  const wanted = wantedMs === undefined ? undefined : wantedMs / 1000
  return Math.max(
    ...queries.map(query => {
      if (query.data_source === 'metrics') return intervalOf(onlyExpression(query.query), range, wanted)
      const own = 'compute' in query && query.compute.interval ? query.compute.interval / 1000 : wanted
      return intervalOf({ kind: 'number', value: 0 }, range, own)
    }),
  )
}

function checked(range: TimeRange): TimeRange {
  if (range.from < range.to) return range
  throw new QueryError(`"from" has to be before "to", got ${range.from} and ${range.to} (milliseconds)`)
}

function timeseriesBody(answers: readonly (readonly Vector[])[], origin: number, interval: number) {
  const series = answers.flatMap((vectors, index) => vectors.map(vector => ({ vector, index })))
  const length = series[0]?.vector.values.length ?? 0
  // One axis for all; stamps where nothing has a value are left out.
  const stamps = Array.from({ length }, (_, at) => at).filter(at =>
    series.some(({ vector }) => (vector.values[at] ?? null) !== null),
  )
  return {
    data: {
      id: '0',
      type: 'timeseries_response',
      attributes: {
        series: series.map(({ vector, index }) => ({
          group_tags: vector.tagSet,
          query_index: index,
          unit: vector.unit,
        })),
        times: stamps.map(at => origin + at * interval),
        values: series.map(({ vector }) => stamps.map(at => vector.values[at] ?? null)),
      },
    },
  }
}

function scalarBody(answers: readonly { name: string; vectors: readonly Vector[]; limit: Formula['limit'] }[]) {
  const groups = new Map<string, readonly string[]>()
  for (const { vectors } of answers) for (const { tagSet } of vectors) groups.set(tagSet.join('\n'), tagSet)
  const valueFor = (vectors: readonly Vector[], key: string): number | null =>
    vectors.find(({ tagSet }) => tagSet.join('\n') === key)?.values[0] ?? null

  const limited = answers.find(({ limit }) => limit !== undefined)
  let keys = [...groups.keys()]
  if (limited?.limit) {
    const { count, order } = limited.limit
    const sign = order === 'desc' ? -1 : 1
    const rank = (key: string) => valueFor(limited.vectors, key) ?? -sign * Number.POSITIVE_INFINITY
    keys = keys.sort((a, b) => sign * (rank(a) - rank(b))).slice(0, count)
  }
  const names = [...groups.values()].reduce((most, tagSet) => (tagSet.length > most.length ? tagSet : most), [])
  const column = names.map((tag, at) => ({
    name: tag.slice(0, tag.indexOf(':')),
    type: 'group',
    values: keys.map(key => [(groups.get(key)?.[at] ?? ':').replace(/^[^:]*:/, '')]),
  }))
  const numbers = answers.map(({ name, vectors }) => ({
    name,
    type: 'number',
    values: keys.map(key => valueFor(vectors, key)),
    meta: { unit: vectors[0]?.unit ?? null },
  }))
  return { data: { id: '0', type: 'scalar_response', attributes: { columns: [...column, ...numbers] } } }
}

/** POST /api/v2/query/timeseries and /scalar: named queries of several products, and formulas over them. */
export function queryV2Routes(app: FastifyInstance, context: ApiContext): void {
  app.post('/api/v2/query/timeseries', async request => {
    const { from, to, interval, queries, formulas = [] } = read(timeseriesRequest, request.body).data.attributes
    const range = checked({ from, to })
    const grid = alignedGrid(range, commonInterval(queries, range, interval))
    const answers = await Promise.all(
      asked(context, queries, formulas, 'timeseries').map(({ source }) => source.values(grid)),
    )
    return timeseriesBody(answers, grid.origin, grid.interval)
  })

  app.post('/api/v2/query/scalar', async request => {
    const { from, to, queries, formulas = [] } = read(scalarRequest, request.body).data.attributes
    const grid = wholeGrid(checked({ from, to }))
    const answers = await Promise.all(
      asked(context, queries, formulas, 'scalar').map(async ({ name, source, limit }) => ({
        name,
        limit,
        vectors: await source.values(grid),
      })),
    )
    return scalarBody(answers)
  })
}
