import type { ApiContext } from '../api/context.ts'
import { inlineFormula } from '../monitors/query/formula.ts'
import { breaches } from '../monitors/threshold.ts'
import type { TimeRange } from '../query/error.ts'
import type { SloDocument } from './documents.ts'
import type { Downtime } from './measure-uptime.ts'
import { union } from './ranges.ts'

/** As many slices as one query answers. */
const SLICES_PER_QUERY = 1000

/** Slices whose value does not meet the condition are down; a slice without a value is up. The one that is under way does not count yet. */
export async function sliceDowntime(
  { metrics, store, now }: Pick<ApiContext, 'metrics' | 'store' | 'now'>,
  slo: SloDocument,
  range: TimeRange,
): Promise<Downtime> {
  if (slo.sli_specification === undefined || !('time_slice' in slo.sli_specification)) {
    return { known: [], down: [], components: [] }
  }
  const { query, comparator, threshold, query_interval_seconds: seconds } = slo.sli_specification.time_slice
  const slice = seconds * 1000
  const from = Math.floor(range.from / slice) * slice
  const to = Math.floor(Math.min(range.to, now()) / slice) * slice
  const queries = new Map(query.queries.map(each => [each.name, each.query]))
  const expression = inlineFormula(query.formulas[0]?.formula ?? '', queries)

  const bad = new Map<string, TimeRange[]>()
  let hasValue = false
  // Before the oldest value there is nothing to ask for.
  const oldest = Math.max(from, Math.floor((await oldestValue(store)) / slice) * slice)
  for (let begin = oldest; begin < to; begin += SLICES_PER_QUERY * slice) {
    const part = { from: begin, to: Math.min(to, begin + SLICES_PER_QUERY * slice) }
    for (const { tagSet, points } of await metrics.timeseries(expression, part, { intervalSeconds: seconds })) {
      const name = tagSet.join(',')
      const down = bad.get(name) ?? []
      bad.set(name, down)
      for (const [time, value] of points) {
        if (value === null) continue
        hasValue = true
        if (!breaches(value, comparator, threshold)) down.push({ from: time, to: time + slice })
      }
    }
  }
  const components = [...bad].filter(([name]) => name !== '').map(([name, down]) => ({ name, down: union(down) }))
  return {
    known: hasValue && to > from ? [{ from, to }] : [],
    down: union([...bad.values()].flat()),
    components,
  }
}

async function oldestValue(store: ApiContext['store']): Promise<number> {
  const [row] = await store.query<{ oldest: number | bigint | null }>(
    'SELECT min(t) AS oldest FROM (SELECT min(time) AS t FROM point_values UNION ALL SELECT min(time) FROM distribution_values)',
  )
  return Number(row?.oldest ?? 0)
}
