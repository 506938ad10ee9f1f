import type { Run } from '@chat-demo/engine'
import type { WidgetData, WidgetView } from '../../platform/widgets/model.ts'
import type { Tone } from '../../ui/badge.tsx'
import { wholeSeconds } from '../format/format.ts'
import { type ChartSeries, chartSeries } from '../widgets/chart-rows.ts'
import { type ValueParts, type ValueStyle, valueParts, valueText } from '../widgets/value-format.ts'
import { verdictOf } from '../widgets/verdict.ts'

type Plotted = Extract<WidgetData, { kind: 'series' | 'value' }>

/** A widget as one value with what is to be said of it. */
export interface StageFigure {
  /** null while there is none. */
  value: ValueParts | null
  /** Whose value it is, where the widget has several lines. */
  of: string | null
  verdict: { tone: Tone; text: string } | null
  /** Normal value, how long after the change; null while neither is known. */
  sentence: string | null
  series: ChartSeries[]
  style: ValueStyle
}

export function stageFigure(view: WidgetView, data: Plotted, run: Run | null): StageFigure {
  const series = chartSeries(data, view.looks)
  const [main] = series
  const [formula] = view.formulas
  const unit = data.kind === 'value' ? data.unit : (data.series.find(one => one.unit)?.unit ?? null)
  const style: ValueStyle = { unit, label: formula?.label ?? view.axis.label, precision: view.precision }
  const value = data.kind === 'value' ? data.value : (main?.newest ?? null)
  const write = (some: number) => valueText(some, { ...style, precision: null })
  const limit = view.markers.find(marker => marker.low === null)?.value ?? null
  const points = main?.points ?? []
  return {
    value: value === null ? null : valueParts(value, style),
    of: series.length > 1 ? (main?.name ?? null) : null,
    verdict: verdictOf(value, formula?.formats ?? [], write) ?? overLimit(value, limit, write),
    sentence: sentenceOf(points, run, write, limit ?? formula?.formats.find(one => one.comparator[0] === '>')?.value),
    series,
    style,
  }
}

function overLimit(value: number | null, limit: number | null, write: (value: number) => string) {
  if (value === null || limit === null) return null
  return value > limit
    ? { tone: 'bad' as const, text: `Above ${write(limit)}` }
    : { tone: 'ok' as const, text: `Below ${write(limit)}` }
}

type Point = ChartSeries['points'][number]
const known = (points: readonly Point[]) => points.flatMap(({ at, value }) => (value === null ? [] : [{ at, value }]))

/** Few points say nothing of what is normal. */
const ENOUGH = 3

/** Of what was before the change, or of all while nothing was changed; null without enough points. */
export function normalOf(points: readonly Point[], changedAt: number | null): number | null {
  const before = known(points)
    .filter(({ at }) => changedAt === null || at < changedAt)
    .map(({ value }) => value)
    .toSorted((a, b) => a - b)
  return before.length < ENOUGH ? null : (before[Math.floor(before.length / 2)] ?? null)
}

/** How much a value has to differ from the normal one to be worth a word where there is no limit. */
const DIFFERS = 2

/** Seconds after the change at which the line first left what is normal; null while it has not. */
export function leftAfter(
  points: readonly Point[],
  changedAt: number,
  normal: number | null,
  limit: number | undefined,
): number | null {
  const bound = limit ?? (normal === null ? null : normal * DIFFERS)
  if (bound === null) return null
  const first = known(points).find(({ at, value }) => at >= changedAt && value > bound)
  return first ? (first.at - changedAt) / 1000 : null
}

function sentenceOf(
  points: readonly Point[],
  run: Run | null,
  write: (value: number) => string,
  limit: number | undefined,
): string | null {
  const changedAt = run?.activeAt ? Date.parse(run.activeAt) : null
  const normal = normalOf(points, changedAt)
  const usual = normal === null ? '' : `Normally ${write(normal)}.`
  const after = changedAt === null ? null : leftAfter(points, changedAt, normal, limit)
  const rose = after === null ? '' : `It rose ${wholeSeconds(after)} after the change.`
  return [usual, rose].filter(Boolean).join(' ') || null
}
