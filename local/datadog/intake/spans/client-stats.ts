import { BadPayload } from '../bad-payload.ts'
import { sketchValues } from '../sketch.ts'
import { normaliseTag, tagsOf } from '../tags.ts'
import type { MetricRows } from './trace-metrics.ts'

interface Group {
  Service?: unknown
  Name?: unknown
  Resource?: unknown
  HTTPStatusCode?: unknown
  SpanKind?: unknown
  Hits?: unknown
  Errors?: unknown
  OkSummary?: unknown
  ErrorSummary?: unknown
}

/** Rows of `/v0.6/stats`: the same metrics as from spans, when the tracer computed them itself. */
export function clientStatsRows(payload: unknown): MetricRows {
  const body = map(payload, 'the body')
  const rows: MetricRows = { points: [], distributions: [] }
  const env = text(body.Env)
  const version = text(body.Version)
  for (const each of list(body.Stats, 'Stats')) {
    const bucket = map(each, 'a bucket of Stats')
    const time = Number(bucket.Start) / 1e6
    const interval = Number(bucket.Duration) / 1e9
    if (!(time > 0 && interval > 0)) throw new BadPayload('a bucket of Stats has no Start or Duration in nanoseconds')
    for (const group of list(bucket.Stats, 'Stats of a bucket')) {
      writeGroup(map(group, 'a group of Stats'), { time, interval, env, version }, rows)
    }
  }
  return rows
}

function writeGroup(
  group: Group,
  { time, interval, env, version }: { time: number; interval: number; env: string; version: string },
  rows: MetricRows,
): void {
  const code = Number(group.HTTPStatusCode ?? 0)
  const metric = `trace.${text(group.Name)}`
  const tags = tagsOf({
    env,
    version,
    service: text(group.Service),
    resource_name: text(group.Resource),
    'span.kind': text(group.SpanKind),
    'http.status_code': code > 0 ? code : undefined,
    'http.status_class': code > 0 ? `${Math.floor(code / 100)}xx` : undefined,
  })
    .map(normaliseTag)
    .sort()
  const count = (suffix: string, value: number) => {
    if (value > 0) rows.points.push({ time, metric: `${metric}.${suffix}`, type: 'count', tags, value, interval })
  }
  const values = [group.OkSummary, group.ErrorSummary].flatMap(sketchValues).map(nanoseconds => nanoseconds / 1e9)
  if (values.length > 0) rows.distributions.push({ time, metric, tags, values })
  count('hits', Number(group.Hits ?? 0))
  count('errors', Number(group.Errors ?? 0))
  if (code === 0) return
  count('hits.by_http_status', Number(group.Hits ?? 0))
  count('errors.by_http_status', Number(group.Errors ?? 0))
}

function map(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new BadPayload(`${what} is not a map`)
}

function list(value: unknown, what: string): unknown[] {
  if (Array.isArray(value)) return value
  throw new BadPayload(`${what} is not a list`)
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
