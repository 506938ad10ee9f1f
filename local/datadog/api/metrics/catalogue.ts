import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { filterTest } from '../../query/metrics/filter.ts'
import { metadataOf, metricUnit, setMetadata } from '../../query/metrics/metadata.ts'
import { parseQueries } from '../../query/metrics/parse.ts'
import type { Store } from '../../store/store.ts'
import { type ApiContext, ApiError } from '../context.ts'
import { metadataBody, read } from './requests.ts'

const pageSize = 10_000

const listParameters = z.object({
  'filter[tags]': z.string().optional(),
  'filter[metric_type]': z.enum(['distribution', 'non_distribution']).optional(),
  'window[seconds]': z.coerce.number().positive().optional(),
  'page[size]': z.coerce.number().int().min(1).max(pageSize).default(pageSize),
  'page[cursor]': z.string().optional(),
})
const activeParameters = z.object({
  from: z.coerce.number(),
  host: z.string().optional(),
  tag_filter: z.string().optional(),
})
const metricName = z.object({ metric: z.string() })

/** The test of a tag filter, as written between the braces of a query. */
function tagTest(filter: string | undefined): (tags: readonly string[]) => boolean {
  if (filter === undefined || filter === '') return () => true
  const [expression] = parseQueries(`avg:filter{${filter}}`)
  return expression?.kind === 'metric' ? filterTest(expression.filter) : () => true
}

function metricsWith(
  store: Store,
  wanted: { since: number; tags: (tags: readonly string[]) => boolean; distribution?: boolean },
): string[] {
  return store
    .metrics()
    .filter(metric =>
      store
        .series(metric)
        .some(
          ({ lastSeen, tags, type }) =>
            lastSeen >= wanted.since &&
            wanted.tags(tags) &&
            (wanted.distribution === undefined || wanted.distribution === (type === 'distribution')),
        ),
    )
}

function known(store: Store, metric: string) {
  const [newest, ...others] = store.series(metric)
  if (!newest) throw new ApiError(404, ['metric_name not found'])
  return others.reduce((best, each) => (each.lastSeen > best.lastSeen ? each : best), newest)
}

/** The metadata of a metric: as set by hand, else as its values and the table of units say. */
function metadataBodyOf(store: Store, metric: string) {
  const { type, interval } = known(store, metric)
  const set = metadataOf(store, metric)
  const [unit, perUnit] = metricUnit(store, metric) ?? [null, null]
  return {
    type: set.type ?? type,
    description: set.description ?? null,
    short_name: set.short_name ?? null,
    unit: set.unit ?? unit?.name ?? null,
    per_unit: set.per_unit ?? perUnit?.name ?? null,
    statsd_interval: set.statsd_interval ?? (interval === null ? null : Math.round(interval)),
    integration: null,
  }
}

/** Which metrics there are, with which tags, and what they mean. */
export function catalogueRoutes(app: FastifyInstance, { store, now }: ApiContext): void {
  app.get('/api/v2/metrics', async request => {
    const parameters = read(listParameters, request.query)
    const window = parameters['window[seconds]']
    const kind = parameters['filter[metric_type]']
    const all = metricsWith(store, {
      since: window === undefined ? 0 : now() - window * 1000,
      tags: tagTest(parameters['filter[tags]']),
      ...(kind === undefined ? {} : { distribution: kind === 'distribution' }),
    })
    const after = parameters['page[cursor]']
    const rest = after === undefined ? all : all.filter(metric => metric > after)
    const page = rest.slice(0, parameters['page[size]'])
    const next = page.length < rest.length ? page.at(-1) : undefined
    const pagination = {
      type: 'cursor_limit',
      limit: page.length,
      // Absent, not null, at an end: that is what ends the client's iteration.
      ...(after === undefined ? {} : { cursor: after }),
      ...(next === undefined ? {} : { next_cursor: next }),
    }
    return { data: page.map(metric => ({ type: 'metrics', id: metric })), meta: { pagination } }
  })

  app.get('/api/v2/metrics/:metric/all-tags', async request => {
    const { metric } = read(metricName, request.params)
    known(store, metric)
    const tags = [...new Set(store.series(metric).flatMap(series => series.tags))].sort()
    return { data: { type: 'metrics', id: metric, attributes: { tags } } }
  })

  app.get('/api/v1/metrics', async request => {
    const { from, host, tag_filter: filter } = read(activeParameters, request.query)
    const filtered = tagTest(filter)
    const tags = (of: readonly string[]) => filtered(of) && (host === undefined || of.includes(`host:${host}`))
    return { from: String(from), metrics: metricsWith(store, { since: from * 1000, tags }) }
  })

  app.get('/api/v1/search', async request => {
    const { q } = read(z.object({ q: z.string() }), request.query)
    const [, facet, text = q] = /^(metrics|hosts):(.*)$/s.exec(q) ?? []
    const wanted = text.toLowerCase()
    const metrics = facet === 'hosts' ? [] : store.metrics().filter(metric => metric.toLowerCase().includes(wanted))
    const hosts = facet === 'metrics' ? [] : hostsOf(store).filter(host => host.toLowerCase().includes(wanted))
    return { results: { metrics, hosts } }
  })

  app.get('/api/v1/metrics/:metric', async request => metadataBodyOf(store, read(metricName, request.params).metric))

  app.put('/api/v1/metrics/:metric', async request => {
    const { metric } = read(metricName, request.params)
    known(store, metric)
    await setMetadata(store, metric, { ...metadataOf(store, metric), ...read(metadataBody, request.body) })
    return metadataBodyOf(store, metric)
  })
}

function hostsOf(store: Store): string[] {
  const tags = store.metrics().flatMap(metric => store.series(metric).flatMap(series => series.tags))
  return [...new Set(tags.filter(tag => tag.startsWith('host:')).map(tag => tag.slice('host:'.length)))].sort()
}
