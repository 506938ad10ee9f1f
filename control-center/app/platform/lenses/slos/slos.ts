import type { SloHistoryAnswer, SloSearchAnswer } from '../../datadog/calls.ts'
import type { SloRow } from '../../widgets/model.ts'
import type { CorrectionsAnswer } from './calls.ts'
import type { CorrectionView, SloView } from './model.ts'

const STATES = ['ok', 'warning', 'breached', 'no_data'] as const
const stateOf = (words: string | null | undefined): SloRow['state'] =>
  STATES.find(state => state === words) ?? 'no_data'

const windowWords = (timeframe: string) => timeframe.replace(/^(\d+)d$/, '$1\u00a0d')

const WORST: SloRow['state'][] = ['breached', 'warning', 'ok', 'no_data']

/** Objectives with each of their timeframes; the one with the least budget left comes first. */
export function sloViews(answer: SloSearchAnswer, corrections: ReadonlyMap<string, CorrectionView[]>): SloView[] {
  const rows = answer.data.attributes.slos.map(({ data: { id, attributes } }): SloView => {
    const { status, overall_status: overall, thresholds } = attributes
    const described = (overall ?? []).map(one => ({
      window: windowWords(one.timeframe ?? ''),
      target: one.target ?? null,
      now: one.status ?? null,
      budget: one.error_budget_remaining ?? null,
      state: stateOf(one.state),
    }))
    const [threshold] = thresholds ?? []
    const only = {
      window: windowWords(threshold?.timeframe ?? ''),
      target: threshold?.target ?? null,
      now: status?.sli ?? null,
      budget: status?.error_budget_remaining ?? null,
      state: stateOf(status?.state),
    }
    const timeframes = described.length > 0 ? described : [only]
    const description = 'description' in attributes ? attributes.description : null
    return {
      id,
      name: attributes.name,
      description: typeof description === 'string' ? description : null,
      state: WORST.find(state => timeframes.some(one => one.state === state)) ?? 'no_data',
      timeframes,
      burn: [],
      corrections: corrections.get(id) ?? [],
    }
  })
  return rows.sort((a, b) => leastBudget(a) - leastBudget(b) || a.name.localeCompare(b.name))
}

const leastBudget = ({ timeframes }: SloView) =>
  Math.min(...timeframes.map(one => one.budget ?? Number.POSITIVE_INFINITY))

/** Bad part of a window's requests or minutes against the part that may be bad; null without any, or with nothing allowed. */
export function burnRate({ data }: SloHistoryAnswer, target: number | null): number | null {
  const sli = data?.overall?.sli_value ?? null
  if (sli === null || target === null || target >= 100) return null
  return Math.max(0, (100 - sli) / (100 - target))
}

const iso = (seconds: number) => new Date(seconds * 1000).toISOString()

/** Corrections by objective, newest first; those that ended before `since` (milliseconds) change nothing any more. */
export function correctionsBySlo(answer: CorrectionsAnswer, since: number): Map<string, CorrectionView[]> {
  const found = new Map<string, CorrectionView[]>()
  for (const { id, attributes } of answer.data) {
    const { slo_id: slo, start, end, rrule } = attributes
    if (!slo || start == null || (end != null && end * 1000 < since && !rrule)) continue
    const view: CorrectionView = {
      id,
      category: attributes.category ?? 'Other',
      description: attributes.description ?? '',
      from: iso(start),
      to: end == null ? null : iso(end),
      repeats: Boolean(rrule),
    }
    found.set(
      slo,
      [...(found.get(slo) ?? []), view].sort((a, b) => b.from.localeCompare(a.from)),
    )
  }
  return found
}
