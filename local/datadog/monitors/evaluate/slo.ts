import type { ApiContext } from '../../api/context.ts'
import { budgetRemaining, burnRate } from '../../slos/budget.ts'
import { getSlo } from '../../slos/documents.ts'
import { measure } from '../../slos/measure.ts'
import type { BurnRateQuery, ErrorBudgetQuery } from '../query/types.ts'
import type { Measured } from '../verdict.ts'
import { ALL } from './metric.ts'

const DAY = 86_400_000

/**
 * How fast the budget is spent in both windows, as the smaller of the two (it alerts when both are above), or how much
 * of it is spent, in percent.
 */
export async function measureSlo(
  context: Pick<ApiContext, 'metrics' | 'store' | 'now'>,
  query: BurnRateQuery | ErrorBudgetQuery,
  end: number,
): Promise<Map<string, Measured>> {
  const slo = getSlo(context.store.documents, query.sloId)
  const target = slo?.thresholds.find(({ timeframe }) => timeframe === query.timeframe)?.target
  if (slo === null || target === undefined)
    throw new Error(`the SLO ${query.sloId} has no target over ${query.timeframe}`)
  const over = (milliseconds: number) => measure(context, slo, { from: end - milliseconds, to: end })

  let value: number | null
  if (query.kind === 'errorBudget') {
    const { overall } = await over(Number.parseInt(query.timeframe, 10) * DAY)
    const left = budgetRemaining(overall, target)
    value = left === null ? null : 100 - left
  } else {
    const long = burnRate((await over(query.longWindowSeconds * 1000)).overall, target)
    const short = burnRate((await over(query.shortWindowSeconds * 1000)).overall, target)
    // Nothing asked lately is nothing spent lately.
    value = long === null ? null : Math.min(long, short ?? 0)
  }
  return new Map([[ALL, { value, seen: value === null ? null : end, complete: true }]])
}
