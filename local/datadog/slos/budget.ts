import type { SloThreshold } from './documents.ts'

/** Good ones among all: requests, or seconds of time. */
export interface Counted {
  good: number
  total: number
}

export type SloState = 'ok' | 'warning' | 'breached' | 'no_data'

/** Percent, null where nothing was counted. */
export function sli({ good, total }: Counted): number | null {
  return total > 0 ? Math.min(100, Math.max(0, (good / total) * 100)) : null
}

/** Percent of the budget that is left: 100 when all was good, negative when more was bad than the target allows. */
export function budgetRemaining(counted: Counted, target: number): number | null {
  const value = sli(counted)
  return value === null ? null : (1 - (100 - value) / (100 - target)) * 100
}

/** So many more may be bad, in the unit that is counted. */
export function rawBudgetRemaining({ good, total }: Counted, target: number): number | null {
  return total > 0 ? total * (1 - target / 100) - (total - good) : null
}

/** How many times faster than just allowed the budget is spent: 1 spends all of it in the SLO's whole time. */
export function burnRate(counted: Counted, target: number): number | null {
  const value = sli(counted)
  return value === null ? null : (100 - value) / (100 - target)
}

export function stateOf(value: number | null, { target, warning }: Pick<SloThreshold, 'target' | 'warning'>): SloState {
  if (value === null) return 'no_data'
  if (value < target) return 'breached'
  return warning !== undefined && value < warning ? 'warning' : 'ok'
}
