import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { SearchRequest } from '../query/search/types.ts'
import { ApiError, type ApiRoutes } from './context.ts'
import { allTags, computed, links, meta, present } from './search/answers.ts'
import { nest } from './search/nest.ts'
import { readAggregate, readSearch, unbracket } from './search/request.ts'
import { isInternal, type StoredSpan } from './spans/stored-span.ts'

const options = { config: { errors: 'json-api' as const } }
const LIST = '/api/v2/spans/events'

/** Search, list and aggregation of spans, with bodies wrapped in `data.attributes`. */
export const spanRoutes: ApiRoutes = (app, { search, now }) => {
  const answer = async (request: FastifyRequest, wanted: SearchRequest) => {
    const startedAt = performance.now()
    const { rows, cursor } = await search.search<StoredSpan>('spans', wanted)
    return { data: rows.map(item), meta: meta(startedAt, cursor), ...links(request, LIST, wanted, cursor) }
  }
  app.post(`${LIST}/search`, options, async (request, reply) => {
    reply.type('application/vnd.api+json')
    return answer(
      request,
      anteriorOr422(() => readSearch(unwrap(request.body), now())),
    )
  })
  app.get(LIST, options, async (request, reply) => {
    reply.type('application/vnd.api+json')
    return answer(
      request,
      anteriorOr422(() => readSearch(unbracket(request.query), now())),
    )
  })
  app.post('/api/v2/spans/analytics/aggregate', options, async request => {
    const startedAt = performance.now()
    const wanted = anteriorOr422(() => readAggregate(unwrap(request.body), now()))
    const buckets = await search.aggregate('spans', wanted)
    return {
      data: buckets.map(bucket => ({
        type: 'bucket',
        id: createHash('sha256').update(JSON.stringify(bucket.by)).digest('hex').slice(0, 32),
        attributes: { by: bucket.by, compute: computed(bucket) },
      })),
      meta: meta(startedAt),
    }
  })
}

/** The attributes of `{"data": {"type": …, "attributes": {…}}}`. */
function unwrap(body: unknown): unknown {
  const data = typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined
  if (typeof data !== 'object' || data === null) return {}
  return 'attributes' in data ? data.attributes : {}
}

/** Spans answer what they cannot take with 422. */
function anteriorOr422<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    const errors = error.errors.map(each => ({
      status: '422',
      title: 'Generic Error',
      detail: typeof each === 'string' ? each : each.detail,
    }))
    throw new ApiError(422, errors)
  }
}

function item(span: StoredSpan) {
  const { env, service, version } = span
  const startMs = Number(BigInt(span.start_ns) / 1_000_000n)
  const values = [...Object.entries(span.meta), ...Object.entries(span.metrics)].filter(([name]) => !isInternal(name))
  return {
    id: Buffer.from(`${span.trace_id}/${span.span_id}`).toString('base64url'),
    type: 'spans',
    attributes: {
      ...present({ env, host: span.host, service, type: span.type }),
      custom: {
        ...nest([...values, ...(version === '' ? [] : [['version', version] as const])]),
        duration: Number(span.duration_ns),
        ...present({ env }),
      },
      start_timestamp: new Date(startMs).toISOString(),
      end_timestamp: new Date(startMs + Number(span.duration_ns) / 1e6).toISOString(),
      ingestion_reason: 'auto',
      operation_name: span.name,
      parent_id: span.parent_id,
      resource_hash: createHash('sha256').update(span.resource).digest('hex').slice(0, 16),
      resource_name: span.resource,
      retained_by: 'retention_filter',
      single_span: false,
      span_id: span.span_id,
      status: span.error ? 'error' : 'ok',
      tags: allTags(span.tags, { env, service, version }),
      trace_id: span.trace_id,
    },
  }
}
