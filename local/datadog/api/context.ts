import type { FastifyInstance } from 'fastify'
import type { TimeRange } from '../query/error.ts'
import type { MetricQueries } from '../query/metrics/types.ts'
import type { EventSearch } from '../query/search/types.ts'
import type { Store } from '../store/store.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * Which keys a call needs: both (when nothing is said), the API key alone as intakes do, or what the route itself
     * checks (RUM: a client token; lineage: a Bearer token).
     */
    keys?: 'both' | 'api' | 'own'
    /** How this product writes its errors: texts (when nothing is said), or objects with status, title and detail. */
    errors?: 'texts' | 'json-api'
  }
}

/** What the routes of a product work with. */
export interface ApiContext {
  store: Store
  metrics: MetricQueries
  search: EventSearch
  /** Unix milliseconds. */
  now: () => number
  /** Answers queries with the data source `slo`; without it they are refused. */
  sloMeasures?: SloMeasures
}

/** Values of an SLO over time, as the data source `slo` of timeseries and scalar queries asks for them. */
export type SloMeasures = (request: {
  sloId: string
  /** burn_rate, slo_status, error_budget_remaining, good_events, bad_events … */
  measure: string
  range: TimeRange
  /** Seconds between points, which begin at multiples of it; null for one value over the whole range. */
  intervalSeconds: number | null
  /** `components`: one series per group or monitor of the SLO. */
  groupMode: 'overall' | 'components'
}) => Promise<readonly { tagSet: readonly string[]; points: readonly (readonly [number, number | null])[] }[]>

/** Adds the routes of one product. Errors are thrown: ApiError as it is, QueryError as 400, anything else as 500. */
export type ApiRoutes = (app: FastifyInstance, context: ApiContext) => void

/** An answer of the API that says no: `{"errors": [...]}`. */
export class ApiError extends Error {
  override name = 'ApiError'
  constructor(
    readonly status: number,
    readonly errors: readonly (string | { status: string; title: string; detail: string })[],
  ) {
    super(errors.map(each => (typeof each === 'string' ? each : each.detail)).join('; '))
  }
}
