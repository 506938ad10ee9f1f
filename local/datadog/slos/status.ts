import type { ApiContext } from '../api/context.ts'
import { budgetRemaining, type Counted, rawBudgetRemaining, type SloState, sli, stateOf } from './budget.ts'
import type { SloDocument, SloThreshold, Timeframe } from './documents.ts'
import { measure } from './measure.ts'

const DAY = 86_400_000

export const timeframeMs = (timeframe: Timeframe): number => Number.parseInt(timeframe, 10) * DAY

/** Numbers are percent; null where nothing was counted, or where it could not be. */
export interface SloStatus {
  threshold: SloThreshold
  sli: number | null
  state: SloState
  budget: number | null
  raw: { unit: string; value: number } | null
  /** Unix milliseconds. */
  calculated: number
  error: string | null
}

export const ZERO_DENOMINATOR = {
  error_type: 'ZERO_VALUED_DENOMINATOR',
  error_message: 'The denominator is zero valued',
}
export const NO_TIME = { error_type: 'NO_DATA', error_message: 'There is no data in the time range' }

/** Why nothing was counted. */
export const emptyError = (slo: SloDocument) => (slo.type === 'metric' ? ZERO_DENOMINATOR : NO_TIME)

/** What is left of the budget, in requests or in minutes. */
export function rawBudget(slo: SloDocument, counted: Counted, target: number): { unit: string; value: number } | null {
  const raw = rawBudgetRemaining(counted, target)
  if (raw === null) return null
  return slo.type === 'metric' ? { unit: 'requests', value: raw } : { unit: 'minutes', value: raw / 60 }
}

export function statusOf(slo: SloDocument, threshold: SloThreshold, counted: Counted, calculated: number): SloStatus {
  const value = sli(counted)
  return {
    threshold,
    sli: value,
    state: stateOf(value, threshold),
    budget: budgetRemaining(counted, threshold.target),
    raw: rawBudget(slo, counted, threshold.target),
    calculated,
    error: value === null ? emptyError(slo).error_message : null,
  }
}

type Context = Pick<ApiContext, 'metrics' | 'store' | 'now'>

const FRESH_MS = 15_000

/** The status of an SLO over each of its timeframes, worked out again after 15 s or when the SLO was changed. */
export function sloStatuses(context: Context): (slo: SloDocument) => Promise<SloStatus[]> {
  const kept = new Map<string, { modified: number; at: number; statuses: Promise<SloStatus[]> }>()
  return slo => {
    const now = context.now()
    const known = kept.get(slo.id)
    if (known !== undefined && known.modified === slo.modified && now - known.at < FRESH_MS) return known.statuses
    const statuses = Promise.all(slo.thresholds.map(threshold => calculate(context, slo, threshold, now)))
    kept.set(slo.id, { modified: slo.modified, at: now, statuses })
    return statuses
  }
}

async function calculate(context: Context, slo: SloDocument, threshold: SloThreshold, now: number): Promise<SloStatus> {
  try {
    const range = { from: now - timeframeMs(threshold.timeframe), to: now }
    return statusOf(slo, threshold, (await measure(context, slo, range)).overall, now)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { threshold, sli: null, state: 'no_data', budget: null, raw: null, calculated: now, error: reason }
  }
}
