import { z } from 'zod'
import type { DistributionRow, MetricType, PointRow, ServiceCheckRow } from '../../store/rows.ts'
import { BadPayload } from '../bad-payload.ts'
import { tagSet, tagsOf } from '../tags.ts'

/** Numbers that version 2 gives the types; 0 is unspecified and means gauge. */
const TYPES_V2: readonly MetricType[] = ['gauge', 'count', 'rate', 'gauge']
const DEFAULT_INTERVAL = 10
const metric = z.string().min(1).max(200)
const tags = z.array(z.string()).nullish()

const v1 = z.object({
  series: z.array(
    z
      .object({
        metric,
        points: z.array(z.tuple([z.coerce.number(), z.coerce.number()])),
        type: z.enum(['gauge', 'count', 'counter', 'rate', '']).default('gauge'),
        interval: z.number().nullish(),
        host: z.string().nullish(),
        tags,
      })
      .loose(),
  ),
})

/** Body of `POST /api/v1/series`. Times are Unix seconds. @throws BadPayload */
export function seriesV1(body: unknown): PointRow[] {
  return parse(v1, body).series.flatMap(each => {
    const type = each.type === 'counter' ? 'count' : each.type || 'gauge'
    const all = tagSet(each.tags ?? [], tagsOf({ host: each.host ?? undefined }))
    return each.points.map(([seconds, value]) =>
      point(seconds, each.metric, type, all, value, each.interval ?? undefined),
    )
  })
}

const v2 = z.object({
  series: z.array(
    z
      .object({
        metric,
        points: z.array(z.object({ timestamp: z.number(), value: z.number() })),
        type: z.number().int().min(0).max(3).default(0),
        interval: z.number().nullish(),
        resources: z.array(z.object({ type: z.string().nullish(), name: z.string().nullish() })).nullish(),
        tags,
      })
      .loose(),
  ),
})

/** Body of `POST /api/v2/series`. Times are Unix seconds. @throws BadPayload */
export function seriesV2(body: unknown): PointRow[] {
  return parse(v2, body).series.flatMap(each => {
    const resources = (each.resources ?? []).flatMap(({ type, name }) => (type && name ? [`${type}:${name}`] : []))
    const all = tagSet(each.tags ?? [], resources)
    const type = TYPES_V2[each.type] ?? 'gauge'
    return each.points.map(({ timestamp, value }) =>
      point(timestamp, each.metric, type, all, value, each.interval ?? undefined),
    )
  })
}

function point(
  seconds: number,
  name: string,
  type: MetricType,
  all: string[],
  value: number,
  interval: number | undefined,
): PointRow {
  const row: PointRow = { time: seconds * 1000, metric: name, type, tags: all, value }
  return type === 'gauge' ? row : { ...row, interval: interval || DEFAULT_INTERVAL }
}

const distributions = z.object({
  series: z.array(
    z
      .object({
        metric,
        points: z.array(z.tuple([z.number(), z.array(z.number())])),
        host: z.string().nullish(),
        tags,
      })
      .loose(),
  ),
})

/** Body of `POST /api/v1/distribution_points`. @throws BadPayload */
export function distributionPoints(body: unknown): DistributionRow[] {
  return parse(distributions, body).series.flatMap(each => {
    const all = tagSet(each.tags ?? [], tagsOf({ host: each.host ?? undefined }))
    return each.points.map(([seconds, values]) => ({ time: seconds * 1000, metric: each.metric, tags: all, values }))
  })
}

const check = z
  .object({
    check: z.string().min(1),
    status: z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)]),
    host_name: z.string().default(''),
    tags,
    timestamp: z.number().nullish(),
    message: z.string().nullish(),
  })
  .loose()
const checks = z.union([z.array(check), check])

/** Body of `POST /api/v1/check_run`: one check or a list. @throws BadPayload */
export function checkRuns(body: unknown, now: number): ServiceCheckRow[] {
  const parsed = parse(checks, body)
  return (Array.isArray(parsed) ? parsed : [parsed]).map(each => ({
    time: each.timestamp ? each.timestamp * 1000 : now,
    check: each.check,
    status: each.status,
    host: each.host_name,
    tags: tagSet(each.tags ?? []),
    message: each.message ?? '',
  }))
}

function parse<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new BadPayload(z.prettifyError(parsed.error))
  return parsed.data
}
