import type { Run } from '@chat-demo/engine'
import { minuteOfDay } from '../format/time.ts'
import {
  type Box,
  type Curve,
  curvePath,
  largestOf,
  type Phases,
  phaseShapes,
  roundTop,
  type Shape,
  scale,
} from './drawing.ts'
import type { Film, FilmPoint, Curve as Which } from './film-schema.ts'

const WIDTH = 300
const HEIGHT = 112
export const CHART_BOX = `0 0 ${WIDTH} ${HEIGHT}`
const BOX: Box = { left: 36, top: 8, right: 294, bottom: 92 }

/** One of the small charts of a report, with its figures. */
export interface ReportChart {
  of: Which
  title: string
  /** Whose it is, by colour. */
  owner: string
  unit: string
  before: string
  during: string
  after: string
  curve: Curve
}

export function phasesOf(run: Run): Phases {
  return {
    injected: Date.parse(run.activeAt ?? run.startedAt),
    healed: run.healRequestedAt === null ? null : Date.parse(run.healRequestedAt),
    ended: run.endedAt === null ? null : Date.parse(run.endedAt),
  }
}

type Fold = (values: number[]) => number
const mean: Fold = values => values.reduce((sum, value) => sum + value, 0) / values.length
const most: Fold = values => Math.max(...values)
const least: Fold = values => Math.min(...values)

const CHARTS: { of: Which; title: string; owner: string; unit: string; during: Fold }[] = [
  { of: 'queue', title: 'Queue depth', owner: 'rabbitmq', unit: '', during: most },
  { of: 'failed', title: 'Failed questions', owner: 'backend', unit: '/s', during: most },
  { of: 'p95', title: 'Reply time, p95', owner: 'backend', unit: 's', during: most },
  { of: 'replies', title: 'Replies per second', owner: 'worker', unit: '/s', during: mean },
  { of: 'pods', title: 'Pods ready', owner: 'worker', unit: '', during: least },
]

/** A point may still show what was before. */
const SETTLE_MS = 5_000

export function chartsOf(run: Run, film: Film | null): ReportChart[] {
  if (!film || film.points.length < 2) return []
  const { injected, healed, ended } = phasesOf(run)
  const fold = (of: keyof FilmPoint, with_: Fold, from: number, to: number) => {
    const values = film.points.flatMap(point => (point.at >= from && point.at <= to ? (point[of] ?? []) : []))
    return values.length > 0 ? with_(values) : null
  }
  const last = film.points.at(-1)?.at ?? injected
  return CHARTS.map(({ of, title, owner, unit, during }) => {
    const words = (value: number | null) => (value === null ? '–' : `${figure(value)}${unit ? `\u00a0${unit}` : ''}`)
    return {
      of,
      title: of === 'pods' ? `${run.target.replace(/^deployment\//, '')}: pods ready` : title,
      owner: of === 'pods' ? run.target.replace(/^deployment\//, '') : owner,
      unit,
      before: words(fold(of, mean, 0, injected)),
      during: words(fold(of, during, injected + SETTLE_MS, healed ?? ended ?? last)),
      after: ended === null ? '–' : words(fold(of, mean, ended - SETTLE_MS, last)),
      curve: film.points.map(point => [point.at, point[of]] as const),
    }
  })
}

const figure = (value: number) => (Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 2 : 1))

/** The chart over the whole film. */
export function chartShapes({ curve, owner, unit }: ReportChart, phases: Phases, timeZone: string): Shape[] {
  const [first] = curve
  const last = curve.at(-1)
  if (!first || !last) return []
  const span = { from: first[0], to: last[0] }
  const top = roundTop(largestOf(curve), 1)
  const x = scale(span.from, span.to, BOX.left, BOX.right)
  const y = scale(0, top, BOX.bottom, BOX.top)
  const rows = [0, top / 2, top].flatMap((value): Shape[] => [
    { tag: 'line', attributes: { className: 'grid', x1: BOX.left, x2: BOX.right, y1: y(value), y2: y(value) } },
    {
      tag: 'text',
      attributes: { x: BOX.left - 6, y: y(value) + 4, textAnchor: 'end' },
      text: `${value}${value === top && unit ? ` ${unit}` : ''}`,
    },
  ])
  return [
    ...phaseShapes(phases, span, BOX),
    ...rows,
    ...minutes(span.from, span.to).map(
      (at): Shape => ({
        tag: 'text',
        attributes: { x: x(at), y: HEIGHT - 3, textAnchor: 'middle' },
        text: minuteOfDay(at, timeZone),
      }),
    ),
    { tag: 'path', attributes: { className: `ln s-${owner}`, d: curvePath(curve, x, y) } },
  ]
}

/** Three to five whole minutes, none at the very edge. */
function minutes(from: number, to: number): number[] {
  const step = [60, 120, 300, 600].map(seconds => seconds * 1000).find(ms => (to - from) / ms <= 4.5) ?? 900_000
  const edge = (to - from) * 0.06
  const ticks: number[] = []
  for (let at = Math.ceil((from + edge) / step) * step; at <= to - edge; at += step) ticks.push(at)
  return ticks
}
