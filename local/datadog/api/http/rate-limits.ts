/** Requests per calendar-aligned period, shared by all calls of one bucket. */
export interface Limit {
  requests: number
  periodSeconds: number
}

interface Bucket extends Limit {
  name: string
  /** `METHOD /path`. */
  calls: RegExp
}

const HOUR = 3600

/**
 * The buckets, first match first. Figures are those that Datadog has published (spans, traces, queries, logs, metric
 * lists, events), and for products without a published figure the one of their neighbour.
 */
const buckets: readonly Bucket[] = [
  {
    name: 'batch_query',
    requests: 1600,
    periodSeconds: HOUR,
    calls: /^(GET \/api\/v1\/query|POST \/api\/v2\/query\/(timeseries|scalar))$/,
  },
  {
    name: 'logs_public_search_api',
    requests: 300,
    periodSeconds: HOUR,
    calls: /^(GET|POST) \/api\/(v2\/logs\/(events|analytics)|v1\/logs-queries\/list)/,
  },
  { name: 'spans_search', requests: 300, periodSeconds: HOUR, calls: /^POST \/api\/v2\/spans\/events\/search$/ },
  { name: 'spans_list', requests: 300, periodSeconds: HOUR, calls: /^GET \/api\/v2\/spans\/events$/ },
  {
    name: 'spans_aggregate',
    requests: 300,
    periodSeconds: HOUR,
    calls: /^POST \/api\/v2\/spans\/analytics\/aggregate$/,
  },
  {
    name: 'rum_public_search_api',
    requests: 300,
    periodSeconds: HOUR,
    calls: /^(GET|POST) \/api\/v2\/rum\/(events|analytics)/,
  },
  { name: 'trace_by_id', requests: 60, periodSeconds: 60, calls: /^GET \/api\/v2\/(pruned_)?trace\// },
  { name: 'llm_observability_export', requests: 300, periodSeconds: HOUR, calls: /^(GET|POST) \/api\/v2\/llm-obs\// },
  {
    name: 'database_monitoring_list',
    requests: 300,
    periodSeconds: HOUR,
    calls: /^POST \/api\/v1\/logs-analytics\/list$/,
  },
  {
    name: 'events_search',
    requests: 300,
    periodSeconds: HOUR,
    calls: /^(GET \/api\/v[12]\/events(\/.*)?|POST \/api\/v2\/events\/search)$/,
  },
  { name: 'event_submission', requests: 250_000, periodSeconds: 60, calls: /^POST \/api\/v[12]\/events$/ },
  {
    name: 'metrics_list',
    requests: 100,
    periodSeconds: HOUR,
    calls: /^GET \/api\/(v1\/(metrics|search)|v2\/metrics)(\/.*)?$/,
  },
  { name: 'api_default', requests: 12_000, periodSeconds: 60, calls: /^[A-Z]+ \/(api\/|debug)/ },
]

/** Submission is not limited, and says so by naming no bucket. */
const unlimited = /^POST \/api\/(v2\/(logs|series|rum|replay)|v1\/(series|distribution_points|check_run|lineage))$/

export interface Verdict extends Limit {
  name: string
  allowed: boolean
  remaining: number
  resetSeconds: number
}

/** Counts requests per bucket. */
export class RateLimits {
  readonly #used = new Map<string, { period: number; requests: number }>()

  /** @param overrides by the name of a bucket, `*` for every bucket that is not named */
  constructor(readonly overrides: Readonly<Record<string, Limit>> = {}) {}

  /** Counts one request. Null for what has no limit. */
  take(method: string, path: string, now: number): Verdict | null {
    const call = `${method} ${path}`
    if (unlimited.test(call)) return null
    const bucket = buckets.find(each => each.calls.test(call))
    if (bucket === undefined) return null
    const { requests: limit, periodSeconds } = this.overrides[bucket.name] ?? this.overrides['*'] ?? bucket
    const period = Math.floor(now / 1000 / periodSeconds)
    const before = this.#used.get(bucket.name)
    const requests = (before?.period === period ? before.requests : 0) + 1
    const allowed = requests <= limit
    this.#used.set(bucket.name, { period, requests: Math.min(requests, limit) })
    return {
      name: bucket.name,
      requests: limit,
      periodSeconds,
      allowed,
      remaining: Math.max(0, limit - requests),
      resetSeconds: Math.max(1, Math.ceil((period + 1) * periodSeconds - now / 1000)),
    }
  }
}

export const rateLimitHeaders = (verdict: Verdict): Record<string, string> => ({
  'x-ratelimit-limit': String(verdict.requests),
  'x-ratelimit-period': String(verdict.periodSeconds),
  'x-ratelimit-remaining': String(verdict.remaining),
  'x-ratelimit-reset': String(verdict.resetSeconds),
  'x-ratelimit-name': verdict.name,
})
