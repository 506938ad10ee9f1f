import type { ApiContext } from '../../api/context.ts'
import type { TimeRange } from '../../query/error.ts'
import type { MonitorOptions } from '../documents.ts'
import type { MetricMonitorQuery } from '../query/types.ts'
import type { Measured } from '../verdict.ts'
import { windowRange } from './window.ts'

export const ALL = '*'

export const groupName = (tagSet: readonly string[]): string => (tagSet.length === 0 ? ALL : tagSet.join(','))

/** The value of each group over the window that ends at `end`. */
export async function measureMetric(
  { metrics }: Pick<ApiContext, 'metrics'>,
  query: MetricMonitorQuery,
  options: MonitorOptions,
  end: number,
): Promise<Map<string, Measured>> {
  const range = windowRange(query.window, end)
  const values = async (of: TimeRange): Promise<Map<string, number | null>> => {
    const rows = await metrics.scalar(query.metricQuery, of, query.aggregation)
    return new Map(rows.map(row => [groupName(row.tagSet), row.value]))
  }
  const now = await values(range)
  const shift = (query.change?.shiftSeconds ?? 0) * 1000
  const then = query.change === undefined ? null : await values({ from: range.from - shift, to: range.to - shift })
  // Where the newest value lies matters only to these two.
  const isTimed = options.notify_no_data === true || options.require_full_window === true
  const presence = isTimed ? await presenceOf(metrics, query.metricQuery, range) : null

  const measured = new Map<string, Measured>()
  for (const [group, value] of now) {
    const changed = then === null ? value : change(value, then.get(group) ?? null, query.change?.relative ?? false)
    const present = presence?.get(group)
    measured.set(group, {
      value: changed,
      seen: value === null ? null : (present?.last ?? range.to),
      complete: presence === null || present?.isFull === true,
    })
  }
  return measured
}

/** A relative change is in percent of what was. */
function change(now: number | null, then: number | null, relative: boolean): number | null {
  if (now === null || then === null) return null
  if (!relative) return now - then
  return then === 0 ? null : ((now - then) / Math.abs(then)) * 100
}

async function presenceOf(metrics: ApiContext['metrics'], query: string, range: TimeRange) {
  const series = await metrics.timeseries(query, range)
  return new Map(
    series.flatMap(({ tagSet, points, interval }) => {
      const times = points.filter(([, value]) => value !== null).map(([time]) => time)
      const [first, last] = [times[0], times.at(-1)]
      if (first === undefined || last === undefined) return []
      const length = interval * 1000
      // A point stands at the begin of its interval; its values may be as new as that interval's end.
      const present = { last: Math.min(last + length, range.to), isFull: first <= range.from + length }
      return [[groupName(tagSet), present] as const]
    }),
  )
}
