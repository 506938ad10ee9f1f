import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { SearchRequest, Track } from '../../query/search/types.ts'
import type { ApiContext } from '../context.ts'
import { computed, links, meta } from './answers.ts'
import { readAggregate, readSearch, unbracket } from './request.ts'

/** A product whose events are searched and aggregated with flat bodies: logs, RUM, events. */
export interface SearchProduct<Row extends object> {
  track: Track
  searchPath: string
  listPath: string
  aggregatePath?: string
  item: (row: Row) => object
}

/** Search by POST and GET, and aggregation. */
export function searchRoutes<Row extends object>(
  app: FastifyInstance,
  { search, now }: ApiContext,
  product: SearchProduct<Row>,
): void {
  const answer = async (request: FastifyRequest, wanted: SearchRequest) => {
    const startedAt = performance.now()
    const { rows, cursor } = await search.search<Row>(product.track, wanted)
    return {
      data: rows.map(product.item),
      meta: meta(startedAt, cursor),
      ...links(request, product.listPath, wanted, cursor),
    }
  }
  app.post(product.searchPath, async request => answer(request, readSearch(request.body, now())))
  app.get(product.listPath, async request => answer(request, readSearch(unbracket(request.query), now())))
  if (product.aggregatePath === undefined) return
  app.post(product.aggregatePath, async request => {
    const startedAt = performance.now()
    const buckets = await search.aggregate(product.track, readAggregate(request.body, now()))
    return {
      data: { buckets: buckets.map(bucket => ({ by: bucket.by, computes: computed(bucket) })) },
      meta: meta(startedAt),
    }
  })
}
