import type { TimeRange } from '../error.ts'

/** What can be searched: each is one table of the store. */
export type Track = 'logs' | 'spans' | 'rum' | 'llmSpans' | 'events' | 'database'

export interface SearchRequest {
  query: string
  range: TimeRange
  /** At most 1000. */
  limit: number
  /** From an earlier answer. */
  cursor?: string
  order?: 'ascending' | 'descending'
}

export interface Compute {
  /** count, cardinality, sum, min, max, avg, median, pc75 … pc99 */
  aggregation: string
  /** A facet, for all but count. */
  metric?: string
  /** Seconds; a timeseries when given, else one total. */
  intervalSeconds?: number
}

export interface GroupBy {
  facet: string
  /** Default 10. */
  limit?: number
  /** Default: the most rows first. */
  sort?: { aggregation: string; metric?: string; order: 'asc' | 'desc' } | { alphabetical: true; order: 'asc' | 'desc' }
  /** The group of rows that have no value; they are left out when not given. */
  missing?: string
  /** Name of one more group, of all rows together. */
  total?: string
  /** Numbers in steps instead of one group per value. */
  histogram?: { interval: number; min: number; max: number }
}

export interface AggregateRequest {
  query: string
  range: TimeRange
  compute: readonly Compute[]
  groupBy?: readonly GroupBy[]
}

export interface Bucket {
  by: Readonly<Record<string, string>>
  /** In the order of `compute`; a list of [Unix milliseconds, value] for a timeseries. */
  values: readonly (number | null | readonly (readonly [number, number | null])[])[]
}

/** Answers the search syntax. Rejects with QueryError for what it cannot parse, naming it. */
export interface EventSearch {
  /** Rows of the track's table under their snake_case column names, JSON columns parsed. */
  search<R extends object>(track: Track, request: SearchRequest): Promise<{ rows: R[]; cursor: string | null }>
  aggregate(track: Track, request: AggregateRequest): Promise<Bucket[]>
}
