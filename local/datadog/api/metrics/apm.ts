import { QueryError } from '../../query/error.ts'
import { calculate } from '../../query/metrics/arithmetic.ts'
import type { Source } from '../../query/metrics/evaluate.ts'
import type { Vector } from '../../query/metrics/grid.ts'
import { unitNamed } from '../../query/metrics/units.ts'
import type { Store } from '../../store/store.ts'
import type { ApmQuery } from './requests.ts'

const latencies: Readonly<Record<string, string>> = {
  latency_avg: 'avg',
  latency_max: 'max',
  latency_p50: 'p50',
  latency_p75: 'p75',
  latency_p90: 'p90',
  latency_p95: 'p95',
  latency_p99: 'p99',
  latency_p999: 'p999',
  total_time: 'sum',
}
const stats = [
  'hits',
  'hits_per_second',
  'errors',
  'errors_per_second',
  'error_rate',
  'apdex',
  ...Object.keys(latencies),
]

/** Operations of the service with the kind of span that it is called by, the one seen last first. */
function primaryOperation(store: Store, service: string | undefined, spanKind: string): string | null {
  const candidates = store.metrics().flatMap(metric => {
    const operation = /^trace\.(.+)\.hits$/.exec(metric)?.[1]
    if (operation === undefined) return []
    const series = store
      .series(metric)
      .filter(({ tags }) => service === undefined || tags.includes(`service:${service}`))
    if (series.length === 0) return []
    const ofKind = series.some(({ tags }) => tags.includes(`span.kind:${spanKind}`))
    return [{ operation, ofKind, lastSeen: Math.max(...series.map(each => each.lastSeen)) }]
  })
  candidates.sort((a, b) => Number(b.ofKind) - Number(a.ofKind) || b.lastSeen - a.lastSeen)
  return candidates[0]?.operation ?? null
}

function scopeOf(query: ApmQuery): string {
  const tags: [string, string | undefined][] = [
    ['env', query.env],
    ['service', query.service],
    ['resource_name', query.resource_name],
    ['span.kind', query.span_kind],
  ]
  const filter = query.query_filter?.trim()
  const terms = [
    ...(filter && filter !== '*' ? [`(${filter.replaceAll(/,\s*/g, ' AND ')})`] : []),
    ...tags.flatMap(([key, value]) => (value === undefined || value === '*' ? [] : [`${key}:"${value}"`])),
  ]
  return terms.join(',') || '*'
}

/** Share of failed hits; hits without an error in them failed in none. */
function errorRate(hits: Source, errors: Source): Source {
  return {
    grouped: hits.grouped,
    async values(grid) {
      const [all, failed] = await Promise.all([hits.values(grid), errors.values(grid)])
      const keyOf = ({ tagSet }: Vector) => tagSet.join('\n')
      const byGroup = new Map(failed.map(vector => [keyOf(vector), vector]))
      const zeros = all.map(vector => {
        const values = byGroup.get(keyOf(vector))?.values ?? []
        return { ...vector, values: vector.values.map((_, at) => values[at] ?? 0) }
      })
      const rate = calculate('/', { vectors: zeros }, { vectors: all })
      const vectors = 'vectors' in rate ? rate.vectors : []
      return vectors.map(vector => ({ ...vector, unit: [unitNamed('fraction'), null] }))
    },
  }
}

/** A query of trace statistics as a query of the `trace.*` metrics that they are kept in. */
export function apmSource(store: Store, query: ApmQuery, sourceOf: (metricQuery: string) => Source): Source {
  const { stat, group_by: groupBy = [] } = query
  if (!stats.includes(stat))
    throw new QueryError(`The stat "${stat}" is not answered here; answered are ${stats.join(', ')}`)
  const operation = query.operation_name ?? primaryOperation(store, query.service, query.span_kind ?? 'server')
  if (operation === null) return { grouped: groupBy.length > 0, values: async () => [] }

  const by = groupBy.length > 0 ? ` by {${groupBy.join(',')}}` : ''
  const of = (aggregator: string, suffix: string, modifier: string) =>
    sourceOf(`${aggregator}:trace.${operation}${suffix}{${scopeOf(query)}}${by}${modifier}`)
  const latency = latencies[stat]
  if (latency !== undefined) return of(latency, '', '')
  switch (stat) {
    case 'hits':
    case 'errors':
      return of('sum', `.${stat}`, '.as_count()')
    case 'hits_per_second':
      return of('sum', '.hits', '.as_rate()')
    case 'errors_per_second':
      return of('sum', '.errors', '.as_rate()')
    case 'error_rate':
      return errorRate(of('sum', '.hits', '.as_count()'), of('sum', '.errors', '.as_count()'))
    default:
      return of('avg', '.apdex', '')
  }
}

/** How a stat becomes one number over a whole range. */
export function apmReducer(stat: string): 'sum' | 'avg' | 'max' {
  if (stat === 'latency_max') return 'max'
  return ['hits', 'errors', 'error_rate', 'total_time'].includes(stat) ? 'sum' : 'avg'
}
