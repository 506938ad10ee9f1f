import { z } from 'zod'
import type { TimeRange } from '../../query/error.ts'
import type { Compute, GroupBy, SearchRequest } from '../../query/search/types.ts'
import { ApiError } from '../context.ts'
import { readInterval, readTime, usualInterval } from './time.ts'

const time = z.union([z.string(), z.number()]).transform(String)
const filter = z
  .object({ query: z.string().nullish(), from: time.nullish(), to: time.nullish() })
  .nullish()
  .transform(each => each ?? {})

const search = z.object({
  filter,
  sort: z.enum(['timestamp', '-timestamp'], { error: 'wants timestamp or -timestamp' }).nullish(),
  page: z
    .object({ limit: z.coerce.number({ error: 'wants a number of events' }).nullish(), cursor: z.string().nullish() })
    .nullish(),
})

const measure = {
  aggregation: z.string().default('count'),
  metric: z.string().optional(),
}
const aggregate = z.object({
  filter,
  compute: z
    .array(
      z.object({ ...measure, type: z.enum(['total', 'timeseries']).default('total'), interval: z.string().optional() }),
    )
    .default([]),
  group_by: z
    .array(
      z.object({
        facet: z.string().min(1),
        limit: z.number().optional(),
        missing: z.union([z.string(), z.number()]).optional(),
        total: z.union([z.boolean(), z.string(), z.number()]).optional(),
        histogram: z.object({ interval: z.number(), min: z.number(), max: z.number() }).optional(),
        sort: z
          .object({
            ...measure,
            type: z.enum(['alphabetical', 'measure']).default('alphabetical'),
            order: z.enum(['asc', 'desc']).default('desc'),
          })
          .optional(),
      }),
    )
    .default([]),
})

/** What a page of search results is asked for with, from a body or from a query string's `filter[query]`. */
export function readSearch(body: unknown, now: number): SearchRequest {
  const { filter, sort, page } = parse(search, body ?? {})
  return {
    query: filter.query ?? '',
    range: readRange(filter, now),
    limit: page?.limit ?? 10,
    order: sort === 'timestamp' ? 'ascending' : 'descending',
    ...(page?.cursor ? { cursor: page.cursor } : {}),
  }
}

/** Bracketed names of a query string, `filter[from]=now`, as the object that a body would be. */
export function unbracket(query: unknown): Record<string, unknown> {
  const result: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(query ?? {})) {
    const [, outer, inner] = /^(\w+)\[(\w+)\]$/.exec(name) ?? []
    if (outer === undefined || inner === undefined) result[name] = value
    else result[outer] = { ...(result[outer] as object | undefined), [inner]: value }
  }
  return result
}

export function readAggregate(body: unknown, now: number) {
  const request = parse(aggregate, body ?? {})
  const range = readRange(request.filter, now)
  const usual = usualInterval(range.to - range.from)
  const computes =
    request.compute.length > 0
      ? request.compute
      : [{ aggregation: 'count', type: 'total' as const, interval: undefined }]
  return {
    query: request.filter.query ?? '',
    range,
    compute: computes.map(
      ({ type, interval, ...each }): Compute => ({
        ...each,
        ...(type === 'timeseries' ? { intervalSeconds: interval === undefined ? usual : readInterval(interval) } : {}),
      }),
    ),
    groupBy: request.group_by.map(
      ({ missing, total, sort, ...group }): GroupBy => ({
        ...group,
        ...(missing === undefined ? {} : { missing: String(missing) }),
        ...(total === undefined || total === false ? {} : { total: total === true ? '__TOTAL__' : String(total) }),
        ...(sort === undefined ? {} : { sort: readSort(sort) }),
      }),
    ),
  }
}

/** A sort that names an aggregation is one by measure, said or not. */
function readSort({
  type,
  order,
  ...by
}: {
  type: string
  order: 'asc' | 'desc'
  aggregation: string
  metric?: string | undefined
}) {
  if (type === 'alphabetical' && by.metric === undefined && by.aggregation === 'count') {
    return { alphabetical: true as const, order }
  }
  return { aggregation: by.aggregation, order, ...(by.metric === undefined ? {} : { metric: by.metric }) }
}

function readRange({ from, to }: { from?: string | null; to?: string | null }, now: number): TimeRange {
  const range = { from: readTime(from ?? 'now-15m', now), to: readTime(to ?? 'now', now) }
  if (range.from >= range.to) {
    throw new ApiError(400, ["invalid_argument(Field 'filter.from,to' is invalid: 'from' should be anterior to 'to')"])
  }
  return range
}

function parse<S extends z.ZodType>(schema: S, body: unknown): z.output<S> {
  const result = schema.safeParse(body)
  if (result.success) return result.data
  throw new ApiError(
    400,
    result.error.issues.map(
      issue => `input_validation_error(Field '${issue.path.join('.')}' is invalid: ${issue.message})`,
    ),
  )
}
