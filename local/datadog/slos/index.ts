import type { ApiContext } from '../api/context.ts'
import { QueryError, type TimeRange } from '../query/error.ts'
import { budgetRemaining, burnRate, type Counted, sli } from './budget.ts'
import { getSlo, type SloDocument } from './documents.ts'
import { type Bucket, measure, measureSeries } from './measure.ts'

/** A query of the data source `slo`. */
export interface SloQuery {
  sloId: string
  /** good_events, bad_events, slo_status, burn_rate … */
  measure: string
  /** `components`: a value for each group or monitor instead of one for the whole. */
  groupMode?: string
}

export interface SloMeasures {
  /** The measure over the whole range. */
  scalar(query: SloQuery, range: TimeRange): Promise<{ tagSet: readonly string[]; value: number | null }[]>
  /** The measure per interval; those about the budget run from the begin of the range. */
  timeseries(
    query: SloQuery,
    range: TimeRange,
    intervalSeconds: number,
  ): Promise<{ tagSet: readonly string[]; points: readonly (readonly [number, number | null])[] }[]>
}

type Of = (counted: Counted, target: number) => number | null

const minutes = (seconds: number): number => seconds / 60

/** Of one interval. */
const MEASURES: Readonly<Record<string, Of>> = {
  good_events: ({ good }) => good,
  bad_events: ({ good, total }) => total - good,
  good_minutes: ({ good }) => minutes(good),
  bad_minutes: ({ good, total }) => minutes(total - good),
  slo_status: sli,
  error_budget_remaining: budgetRemaining,
  burn_rate: burnRate,
}

/** Of all intervals up to then. */
const RUNNING: Readonly<Record<string, Of>> = {
  slo_status_history: sli,
  error_budget_remaining_history: budgetRemaining,
  error_budget_burndown: budgetRemaining,
}

/** Answers queries of SLOs. Rejects with QueryError for an SLO or a measure that there is not. */
export function sloMeasures(context: Pick<ApiContext, 'metrics' | 'store' | 'now'>): SloMeasures {
  const find = ({ sloId, measure: name }: SloQuery): { slo: SloDocument; of: Of; target: number } => {
    const slo = getSlo(context.store.documents, sloId)
    if (slo === null) throw new QueryError(`SLO not found: ${sloId}`)
    const of = MEASURES[name] ?? RUNNING[name]
    const known = [...Object.keys(MEASURES), ...Object.keys(RUNNING)].join(', ')
    if (of === undefined) throw new QueryError(`Unknown SLO measure '${name}': wanted is one of ${known}`)
    return { slo, of, target: primaryTarget(slo) }
  }
  return {
    async scalar(query, range) {
      const { slo, of, target } = find(query)
      const { overall, components } = await measure(context, slo, range)
      if (query.groupMode !== 'components' || components.length === 0) {
        return [{ tagSet: [], value: of(overall, target) }]
      }
      return components.map(({ name, counted }) => ({ tagSet: tagsOf(slo, name), value: of(counted, target) }))
    },
    async timeseries(query, range, intervalSeconds) {
      const { slo, of, target } = find(query)
      const buckets = await measureSeries(context, slo, range, intervalSeconds)
      const counted = query.measure in RUNNING ? running(buckets) : buckets
      return [{ tagSet: [], points: counted.map(bucket => [bucket.time, of(bucket, target)] as const) }]
    },
  }
}

export function primaryTarget(slo: SloDocument): number {
  const primary = slo.thresholds.find(threshold => threshold.timeframe === slo.timeframe)
  return primary?.target ?? slo.thresholds[0]?.target ?? 99
}

function tagsOf(slo: SloDocument, component: string): string[] {
  return slo.type === 'monitor' && slo.groups === undefined ? [`monitor_name:${component}`] : component.split(',')
}

function running(buckets: readonly Bucket[]): Bucket[] {
  let good = 0
  let total = 0
  return buckets.map(bucket => {
    good += bucket.good
    total += bucket.total
    return { time: bucket.time, good, total }
  })
}
