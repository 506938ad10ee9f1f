import { randomUUID } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import type { Bucket, SearchRequest } from '../../query/search/types.ts'

/** What every answer says of itself. `page` only while there is more. */
export function meta(startedAt: number, cursor: string | null = null) {
  return {
    elapsed: Math.round(performance.now() - startedAt),
    request_id: randomUUID(),
    status: 'done' as const,
    ...(cursor === null ? {} : { page: { after: cursor } }),
  }
}

/** The same search's next page, as a GET. */
export function links(request: FastifyRequest, path: string, search: SearchRequest, cursor: string | null) {
  if (cursor === null) return {}
  const parameters = new URLSearchParams({
    'filter[from]': new Date(search.range.from).toISOString(),
    'filter[to]': new Date(search.range.to).toISOString(),
    ...(search.query === '' ? {} : { 'filter[query]': search.query }),
    'page[cursor]': cursor,
    'page[limit]': String(search.limit),
    sort: search.order === 'ascending' ? 'timestamp' : '-timestamp',
  })
  return { links: { next: `http://${request.headers.host}${path}?${parameters}` } }
}

type Computed = number | { time: string; value: number | null }[]

/** Values under c0, c1 … as the buckets of logs, spans and RUM hold them; what has no value is left out. */
export function computed(bucket: Bucket): Record<string, Computed> {
  const result: Record<string, Computed> = {}
  for (const [index, value] of bucket.values.entries()) {
    if (value === null) continue
    result[`c${index}`] =
      typeof value === 'number'
        ? value
        : value.map(([time, each]) => ({ time: new Date(time).toISOString(), value: each }))
  }
  return result
}

/** Tags of a row and those of its reserved attributes, as Datadog lists them together. */
export function allTags(tags: readonly string[], named: Readonly<Record<string, string>>): string[] {
  const own = Object.entries(named).flatMap(([key, value]) => (value === '' ? [] : [`${key}:${value}`]))
  return [...new Set([...tags, ...own])].sort()
}

/** Leaves out what is empty. */
export const present = (values: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''))
