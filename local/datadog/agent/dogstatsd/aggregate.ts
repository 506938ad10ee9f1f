import type { MetricRows } from '../../intake/spans/trace-metrics.ts'
import type { DistributionRow, PointRow } from '../../store/rows.ts'
import type { Sample } from './parse.ts'

const BUCKET_SECONDS = 10
const BUCKET_MS = BUCKET_SECONDS * 1000
/** A counter that falls silent reports zero for this long, so that a rate goes down and not away. */
const COUNTER_EXPIRY_MS = 300_000
/** One datagram may claim that a value stands for many more; at most this many are kept of it. */
const MOST_COPIES = 1000

interface Cell {
  metric: string
  tags: readonly string[]
  type: Sample['type']
  /** Sum of a count, last of a gauge. */
  value: number
  members: Set<string>
  /** Value and weight, of histograms and distributions. */
  samples: [number, number][]
}

/** Aggregates samples in buckets of ten seconds, as the Agent does before it sends anything. */
export class Aggregator {
  readonly #buckets = new Map<number, Map<string, Cell>>()
  readonly #counters = new Map<string, { metric: string; tags: readonly string[]; lastAt: number }>()
  #flushedTo = Number.NEGATIVE_INFINITY

  /** `tags` are the sample's final ones, sorted; `now` is Unix milliseconds. */
  add(sample: Sample, tags: readonly string[], now: number): void {
    const start = Math.floor(now / BUCKET_MS) * BUCKET_MS
    const bucket = this.#buckets.get(start) ?? new Map<string, Cell>()
    this.#buckets.set(start, bucket)
    const key = `${sample.type}\n${sample.name}\n${tags.join('\n')}`
    const cell = bucket.get(key) ?? {
      metric: sample.name,
      tags,
      type: sample.type,
      value: 0,
      members: new Set(),
      samples: [],
    }
    bucket.set(key, cell)
    for (const value of sample.values) addValue(cell, value, sample.rate)
    if (sample.type === 'c') this.#counters.set(key, { metric: sample.name, tags, lastAt: now })
  }

  /** Takes out the buckets that have ended at `now`. */
  flush(now: number): MetricRows {
    const rows: MetricRows = { points: [], distributions: [] }
    const end = Math.floor(now / BUCKET_MS) * BUCKET_MS
    for (const [start, bucket] of this.#buckets) {
      if (start >= end) continue
      this.#buckets.delete(start)
      for (const cell of bucket.values()) writeCell(cell, start, rows)
      this.#silentCounters(bucket, start, rows)
      this.#flushedTo = Math.max(this.#flushedTo, start)
    }
    // Ten seconds in which nothing at all came have no bucket, but silent counters all the same.
    const last = end - BUCKET_MS
    if (this.#flushedTo < last && this.#counters.size > 0) {
      this.#silentCounters(new Map(), last, rows)
      this.#flushedTo = last
    }
    return rows
  }

  #silentCounters(bucket: ReadonlyMap<string, Cell>, start: number, { points }: MetricRows): void {
    for (const [key, { metric, tags, lastAt }] of this.#counters) {
      if (lastAt < start - COUNTER_EXPIRY_MS) this.#counters.delete(key)
      else if (!bucket.has(key) && lastAt < start) points.push(rate(start, metric, tags, 0))
    }
  }
}

/** Rows of a sample that brought its own time: nothing is aggregated. Only counts and gauges may. */
export function timedRows(sample: Sample, tags: readonly string[], timestamp: number): PointRow[] {
  if (sample.type !== 'c' && sample.type !== 'g') return []
  const time = timestamp * 1000
  return sample.values.map(value =>
    sample.type === 'c'
      ? rate(time, sample.name, tags, Number(value) / sample.rate)
      : gauge(time, sample.name, tags, Number(value)),
  )
}

function addValue(cell: Cell, value: number | string, sampleRate: number): void {
  if (cell.type === 's') cell.members.add(String(value))
  else if (cell.type === 'c') cell.value += Number(value) / sampleRate
  else if (cell.type === 'g') cell.value = Number(value)
  else cell.samples.push([Number(value), 1 / sampleRate])
}

function writeCell(cell: Cell, time: number, rows: MetricRows): void {
  const { metric, tags } = cell
  if (cell.type === 'c') rows.points.push(rate(time, metric, tags, cell.value))
  else if (cell.type === 'g') rows.points.push(gauge(time, metric, tags, cell.value))
  else if (cell.type === 's') rows.points.push(gauge(time, metric, tags, cell.members.size))
  else if (cell.type === 'd') rows.distributions.push(distribution(cell, time))
  else rows.points.push(...histogram(cell, time))
}

function distribution({ metric, tags, samples }: Cell, time: number): DistributionRow {
  const values = samples.flatMap(([value, weight]) =>
    weight === 1 ? [value] : Array.from({ length: Math.min(MOST_COPIES, Math.round(weight)) }, () => value),
  )
  return { time, metric, tags, values }
}

/** What a histogram becomes: four gauges and a count. */
function histogram({ metric, tags, samples }: Cell, time: number): PointRow[] {
  const sorted = samples.toSorted(([a], [b]) => a - b)
  const count = sorted.reduce((sum, [, weight]) => sum + weight, 0)
  const total = sorted.reduce((sum, [value, weight]) => sum + value * weight, 0)
  return [
    gauge(time, `${metric}.avg`, tags, total / count),
    gauge(time, `${metric}.median`, tags, percentile(sorted, count, 50)),
    gauge(time, `${metric}.95percentile`, tags, percentile(sorted, count, 95)),
    gauge(time, `${metric}.max`, tags, sorted.at(-1)?.[0] ?? 0),
    rate(time, `${metric}.count`, tags, count),
  ]
}

/** The first value at which more than p percent of the weight, less one observation, have been passed. */
function percentile(sorted: readonly [number, number][], count: number, p: number): number {
  const target = (p * count - 1) / 100
  let passed = 0
  for (const [value, weight] of sorted) {
    passed += weight
    if (passed > target) return value
  }
  return sorted.at(-1)?.[0] ?? 0
}

function gauge(time: number, metric: string, tags: readonly string[], value: number): PointRow {
  return { time, metric, type: 'gauge', tags, value, interval: BUCKET_SECONDS }
}

/** The Agent turns counts into a rate per second over its interval. */
function rate(time: number, metric: string, tags: readonly string[], total: number): PointRow {
  return { time, metric, type: 'rate', tags, value: total / BUCKET_SECONDS, interval: BUCKET_SECONDS }
}
