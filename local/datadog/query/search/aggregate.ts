import type { Store } from '../../store/store.ts'
import { QueryError } from '../error.ts'
import { groupsSql } from './compile/groups.ts'
import { tracks } from './compile/tracks.ts'
import type { AggregateRequest, Bucket, Compute, GroupBy, Track } from './types.ts'

type Row = Record<string, number | string | bigint | null>
type Point = readonly [number, number | null]

/** More intervals than a screen has columns help nobody. */
const MAX_INTERVALS = 10_000

export async function aggregateEvents(store: Store, track: Track, request: AggregateRequest): Promise<Bucket[]> {
  const buckets = await bucketsOf(store, track, request)
  const groups = request.groupBy ?? []
  const totals = groups.flatMap((group, index) => (group.total === undefined ? [] : [{ name: group.total, index }]))
  for (const { name, index } of totals) buckets.push(...(await withTotal(store, track, request, groups, index, name)))
  return buckets
}

/** The buckets without one of the groups, under the total's name. */
async function withTotal(
  store: Store,
  track: Track,
  request: AggregateRequest,
  groups: readonly GroupBy[],
  index: number,
  name: string,
): Promise<Bucket[]> {
  const others = groups.filter((_, each) => each !== index).map(({ total: _, ...group }) => group)
  const facet = groups[index]?.facet ?? ''
  const buckets = await bucketsOf(store, track, { ...request, groupBy: others })
  return buckets.map(bucket => ({ ...bucket, by: { ...bucket.by, [facet]: name } }))
}

async function bucketsOf(store: Store, track: Track, request: AggregateRequest): Promise<Bucket[]> {
  const groups = request.groupBy ?? []
  const { parameters, totals, series } = groupsSql(tracks[track], request)
  const computes = request.compute.map((compute, index): [Compute, number] => [compute, index])
  const found = new Map<string, { by: Record<string, string>; values: Bucket['values'][number][] }>()
  const bucketOf = (row: Row) => {
    const names = groups.map((_, index) => String(row[`g${index}`]))
    const key = JSON.stringify(names)
    let bucket = found.get(key)
    if (bucket === undefined) {
      const by = Object.fromEntries(groups.map((group, index) => [group.facet, names[index] ?? '']))
      bucket = { by, values: computes.map(([compute]) => (compute.intervalSeconds === undefined ? null : [])) }
      found.set(key, bucket)
    }
    return bucket
  }

  const whole = computes.filter(([compute]) => compute.intervalSeconds === undefined)
  const intervals = new Set(computes.flatMap(([compute]) => compute.intervalSeconds ?? []))
  if (whole.length > 0) {
    for (const row of await store.query<Row>(totals(whole), parameters.values)) {
      const bucket = bucketOf(row)
      for (const [, index] of whole) bucket.values[index] = toNumber(row[`c${index}`])
    }
  }
  for (const interval of intervals) {
    const intervalMs = checkedInterval(interval, request.range.to - request.range.from)
    const timed = computes.filter(([compute]) => compute.intervalSeconds === interval)
    const points = new Map<object, Point[][]>()
    for (const row of await store.query<Row>(series(timed, intervalMs), parameters.values)) {
      const bucket = bucketOf(row)
      const lists = points.get(bucket) ?? timed.map(() => [])
      points.set(bucket, lists)
      timed.forEach(([, index], position) => {
        lists[position]?.push([Number(row.bucket), toNumber(row[`c${index}`])])
        bucket.values[index] = lists[position] ?? []
      })
    }
  }
  return [...found.values()]
}

function checkedInterval(seconds: number, rangeMs: number): number {
  const intervalMs = Math.round(seconds * 1000)
  if (!(intervalMs > 0)) throw new QueryError(`An interval has to be above 0, not ${seconds} s.`)
  if (rangeMs / intervalMs > MAX_INTERVALS) {
    throw new QueryError(`An interval of ${seconds} s cuts this range into more than ${MAX_INTERVALS} pieces.`)
  }
  return intervalMs
}

const toNumber = (value: unknown): number | null =>
  typeof value === 'number' || typeof value === 'bigint' ? Number(value) : null
