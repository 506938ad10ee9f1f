import type { ApiContext, SloMeasures } from '../api/context.ts'
import { QueryError } from '../query/error.ts'
import { budgetRemaining, burnRate, type Counted, sli } from './budget.ts'
import { getSlo, type SloDocument } from './documents.ts'
import { type Bucket, measure, measureSeries } from './measure.ts'

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
  return async ({ sloId, measure: name, range, intervalSeconds, groupMode }) => {
    const slo = getSlo(context.store.documents, sloId)
    if (slo === null) throw new QueryError(`SLO not found: ${sloId}`)
    const of = MEASURES[name] ?? RUNNING[name]
    if (of === undefined) {
      const known = [...Object.keys(MEASURES), ...Object.keys(RUNNING)].join(', ')
      throw new QueryError(`Unknown SLO measure '${name}': wanted is one of ${known}`)
    }
    const target = primaryTarget(slo)
    if (intervalSeconds !== null) {
      const buckets = await measureSeries(context, slo, range, intervalSeconds)
      const counted = name in RUNNING ? running(buckets) : buckets
      return [{ tagSet: [], points: counted.map(bucket => [bucket.time, of(bucket, target)] as const) }]
    }
    const { overall, components } = await measure(context, slo, range)
    const parts = groupMode === 'components' ? components : []
    if (parts.length === 0) return [{ tagSet: [], points: [[range.from, of(overall, target)]] }]
    return parts.map(({ name: part, counted }) => ({
      tagSet: tagsOf(slo, part),
      points: [[range.from, of(counted, target)]] as const,
    }))
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
