import type { DistributionRow, PointRow, SpanRow } from '../../store/rows.ts'
import { normaliseTag, tagsOf } from '../tags.ts'

const BUCKET_MS = 10_000
/** Tracers flush every 2 seconds: what ended in a bucket is there when it is written. Later spans make a bucket again. */
const GRACE_MS = 3_000
/** Seconds that users are satisfied with, as Datadog sets it where nothing else is configured. */
const APDEX_SATISFIED = 0.5
const COUNTED_KINDS = new Set(['server', 'client', 'producer', 'consumer'])

interface Cell {
  span: Pick<SpanRow, 'name' | 'service' | 'env' | 'version' | 'resource' | 'kind' | 'httpStatusCode' | 'type'>
  hits: number
  errors: number
  seconds: number[]
  satisfied: number
  tolerating: number
}

/** Rows to append. */
export interface MetricRows {
  points: PointRow[]
  distributions: DistributionRow[]
}

/** Builds `trace.<span name>` and its counts over all spans that count, in buckets of ten seconds by the span's end. */
export class TraceMetrics {
  readonly #buckets = new Map<number, Map<string, Cell>>()

  add(span: SpanRow): void {
    if (!isCounted(span)) return
    const end = span.time + span.durationNs / 1e6
    const start = Math.floor(end / BUCKET_MS) * BUCKET_MS
    const bucket = this.#buckets.get(start) ?? new Map<string, Cell>()
    this.#buckets.set(start, bucket)
    const { name, service, env, version, resource, kind, httpStatusCode, type } = span
    const key = [name, service, env, version, resource, kind, httpStatusCode, type].join('\n')
    const cell = bucket.get(key) ?? {
      span: { name, service, env, version, resource, kind, httpStatusCode, type },
      hits: 0,
      errors: 0,
      seconds: [],
      satisfied: 0,
      tolerating: 0,
    }
    bucket.set(key, cell)
    const seconds = span.durationNs / 1e9
    cell.hits++
    cell.seconds.push(seconds)
    if (span.error) cell.errors++
    else if (seconds <= APDEX_SATISFIED) cell.satisfied++
    else if (seconds <= 4 * APDEX_SATISFIED) cell.tolerating++
  }

  /** Takes out the buckets that are complete at `now` (Unix milliseconds). */
  flush(now: number): MetricRows {
    const rows: MetricRows = { points: [], distributions: [] }
    for (const [start, bucket] of this.#buckets) {
      if (start + BUCKET_MS + GRACE_MS > now) continue
      this.#buckets.delete(start)
      for (const cell of bucket.values()) writeCell(cell, start, rows)
      rows.points.push(...apdex(bucket.values(), start))
    }
    return rows
  }
}

/** Top level, measured, or of a kind that talks to something outside. */
function isCounted(span: SpanRow): boolean {
  return span.topLevel || span.metrics['_dd.measured'] === 1 || COUNTED_KINDS.has(span.kind)
}

function writeCell({ span, hits, errors, seconds }: Cell, time: number, rows: MetricRows): void {
  const metric = `trace.${span.name}`
  const base = { env: span.env, service: span.service, version: span.version, 'span.kind': span.kind }
  const status = span.httpStatusCode
    ? { 'http.status_code': span.httpStatusCode, 'http.status_class': `${span.httpStatusCode.slice(0, 1)}xx` }
    : {}
  const tags = normalised({ ...base, ...status, resource_name: span.resource })
  const count = (suffix: string, value: number) =>
    rows.points.push({ time, metric: `${metric}.${suffix}`, type: 'count', tags, value, interval: BUCKET_MS / 1000 })
  rows.distributions.push({ time, metric, tags, values: seconds })
  count('hits', hits)
  if (span.httpStatusCode) count('hits.by_http_status', hits)
  // Sparse, as in Datadog: no errors, no point.
  if (errors === 0) return
  count('errors', errors)
  if (span.httpStatusCode) count('errors.by_http_status', errors)
}

/** Of the entries into a web service, per service and version: averaging it over resources would weigh them alike. */
function apdex(cells: Iterable<Cell>, time: number): PointRow[] {
  const services = new Map<string, { tags: string[]; metric: string; good: number; hits: number }>()
  for (const { span, hits, satisfied, tolerating } of cells) {
    if (span.kind !== 'server') continue
    const tags = normalised({ env: span.env, service: span.service, version: span.version })
    const key = [span.name, ...tags].join('\n')
    const entry = services.get(key) ?? { tags, metric: `trace.${span.name}.apdex`, good: 0, hits: 0 }
    services.set(key, entry)
    entry.good += satisfied + tolerating / 2
    entry.hits += hits
  }
  return [...services.values()].map(({ tags, metric, good, hits }) => ({
    time,
    metric,
    type: 'gauge',
    tags,
    value: good / hits,
    interval: BUCKET_MS / 1000,
  }))
}

function normalised(record: Readonly<Record<string, string | undefined>>): string[] {
  return tagsOf(record).map(normaliseTag).sort()
}
