import type { TimeRange } from '../error.ts'

/** A unit as the API describes it: family time, name second, short name s, scale factor 1. */
export interface Unit {
  family: string
  name: string
  plural: string
  short_name: string
  scale_factor: number
}

export interface MetricSeries {
  /** Position of the comma-separated part that this series answers. */
  queryIndex: number
  metric: string
  /** The part of the query behind this series, with its own scope. */
  expression: string
  aggregator: string
  /** `key:value` of the tags that it is grouped by. */
  tagSet: readonly string[]
  /** Of a point, in seconds. */
  interval: number
  unit: readonly [Unit | null, Unit | null] | null
  /** Unix milliseconds at the begin of each interval; null where there is no value. */
  points: readonly (readonly [number, number | null])[]
}

export type Reducer = 'avg' | 'min' | 'max' | 'sum' | 'last' | 'area' | 'l2norm' | 'percentile' | 'mean'

/** Answers the metric language. Rejects with QueryError for what it cannot parse or does not know, naming it. */
export interface MetricQueries {
  timeseries(query: string, range: TimeRange, options?: { intervalSeconds?: number }): Promise<MetricSeries[]>
  /** One number per group: the query over the whole range, reduced (quantiles are taken over all values at once). */
  scalar(
    query: string,
    range: TimeRange,
    reducer: Reducer,
  ): Promise<{ tagSet: readonly string[]; value: number | null; unit: MetricSeries['unit'] }[]>
}
