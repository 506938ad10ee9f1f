import type { SeriesData, SeriesLook } from '../../platform/widgets/model.ts'
import type { Owner, Series } from '../charts/rows.ts'

export interface ChartSeries extends Series {
  look: SeriesLook
  /** Left or right axis. */
  axis: 'left' | 'right'
  /** Values as they came, for words and labels. */
  newest: number | null
}

const SOLID: SeriesLook = { display: 'line', dash: 'solid', width: 'normal', right: false }
/** One after another for series of one owner: no series is told by colour alone. */
const DASHES = ['solid', 'dashed', 'dotted'] as const
const FAILED = /^(failed|failures?|errors?)\b/i

/** Series of a widget as they are drawn. */
export function chartSeries(
  data: { times: number[]; stepMs: number; series: SeriesData[] },
  looks: readonly SeriesLook[],
): ChartSeries[] {
  const seen = new Map<string, number>()
  return data.series.map(one => {
    const look = looks[one.request] ?? SOLID
    const of: Owner = look.display === 'bars' && FAILED.test(one.name) ? 'failed' : one.owner
    const twin = seen.get(of) ?? 0
    seen.set(of, twin + 1)
    const dash = look.dash === 'solid' ? (DASHES[twin % DASHES.length] ?? 'solid') : look.dash
    const values = look.display === 'bars' ? one.values : bridged(data.times, one.values)
    return {
      key: one.key,
      name: one.name,
      of,
      points: data.times.map((at, index) => ({ at, value: values[index] ?? null })),
      look: { ...look, dash },
      axis: look.right ? 'right' : 'left',
      newest: one.values.findLast(value => value !== null) ?? null,
    }
  })
}

/** How many of its own steps a series may miss before it is a gap. */
const MISSED_STEPS = 3

/**
 * A series that has a point each 15 s is no row of gaps among points each 10 s: what is missing between two of its
 * points is drawn as the line between them, unless it misses more than three of its own steps.
 */
export function bridged(times: readonly number[], values: readonly (number | null)[]): (number | null)[] {
  const known = values.flatMap((value, index) => (value === null ? [] : [{ index, value, at: times[index] ?? 0 }]))
  const steps = known.slice(1).map((point, index) => point.at - (known[index]?.at ?? 0))
  const usual = [...steps].sort((a, b) => a - b)[Math.floor(steps.length / 2)] ?? 0
  const filled = [...values]
  for (const [place, point] of known.slice(1).entries()) {
    const before = known[place]
    if (!before || point.at - before.at > usual * MISSED_STEPS) continue
    for (let index = before.index + 1; index < point.index; index++) {
      const part = ((times[index] ?? 0) - before.at) / (point.at - before.at)
      filled[index] = before.value + part * (point.value - before.value)
    }
  }
  return filled
}

/** Top of what is drawn against one axis: stacked bars count together. */
export function topOf(series: readonly ChartSeries[]): number {
  const stacks = new Map<number, number>()
  let top = 0
  for (const { look, points } of series) {
    for (const { at, value } of points) {
      if (look.display !== 'bars') top = Math.max(top, value ?? 0)
      else stacks.set(at, (stacks.get(at) ?? 0) + Math.max(0, value ?? 0))
    }
  }
  return Math.max(top, ...stacks.values())
}
