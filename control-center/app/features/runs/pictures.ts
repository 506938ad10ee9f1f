import { type Box, type Curve, curvePath, largestOf, type Phases, phaseShapes, type Shape, scale } from './drawing.ts'
import type { Film, Moment, Picture } from './film-schema.ts'

const WIDTH = 330
const HEIGHT = 78
export const PICTURE_BOX = `0 0 ${WIDTH} ${HEIGHT}`
const BOX: Box = { left: 4, top: 6, right: 326, bottom: 72 }
/** What a picture shows around its moment. */
const BEFORE_MS = 60_000
const AFTER_MS = 60_000
const MAX_BARS = 6
const LETTERS = 44

const OWNER: Record<Extract<Picture, { kind: 'curve' }>['of'], string> = {
  queue: 'rabbitmq',
  failed: 'backend',
  p95: 'backend',
  replies: 'worker',
  pods: 'worker',
}

/** What was kept of a moment, as it is drawn. Empty where there is nothing to draw. */
export function pictureShapes({ picture, at }: Moment, film: Film, phases: Phases): Shape[] {
  if (picture.kind === 'lines') return picture.lines.slice(0, 4).map((line, index) => lineOf(line, index))
  if (picture.kind === 'trace') return traceShapes(picture)
  if (picture.kind === 'series')
    return curveShapes(picture.points, { at, phases, owner: 'model', threshold: picture.threshold })
  const from = Math.min(at, phases.injected) - BEFORE_MS
  const { of } = picture
  const curve = film.points
    .filter(point => point.at >= from && point.at <= at + AFTER_MS)
    .map(point => [point.at, point[of]] as const)
  return curveShapes(curve, { at, phases, owner: OWNER[of], threshold: null })
}

const lineOf = (line: string, index: number): Shape => ({
  tag: 'text',
  attributes: { className: 'mono', x: 8, y: 18 + index * 16 },
  text: line.length > LETTERS ? `${line.slice(0, LETTERS - 1)}…` : line,
})

function curveShapes(
  curve: Curve,
  { at, phases, owner, threshold }: { at: number; phases: Phases; owner: string; threshold: number | null },
): Shape[] {
  const [first] = curve
  const last = curve.at(-1)
  if (!first || !last || last[0] <= first[0]) return []
  const span = { from: first[0], to: last[0] }
  const x = scale(span.from, span.to, BOX.left, BOX.right)
  const y = scale(0, Math.max(largestOf(curve), (threshold ?? 0) * 1.1, 0.001), BOX.bottom, BOX.top + 4)
  const known = curve.filter((one): one is readonly [number, number] => one[1] !== null && one[0] <= at)
  const value = known.at(-1)?.[1] ?? 0
  const dot = Math.min(BOX.right - 4, Math.max(BOX.left, x(at)))
  const level: Shape[] =
    threshold === null
      ? []
      : [
          {
            tag: 'line',
            attributes: { className: 'thr', x1: BOX.left, x2: BOX.right, y1: y(threshold), y2: y(threshold) },
          },
        ]
  const right = dot > WIDTH * 0.75
  return [
    ...phaseShapes(phases, span, BOX),
    ...level,
    { tag: 'path', attributes: { className: `ln s-${owner}`, d: curvePath(curve, x, y) } },
    { tag: 'circle', attributes: { className: `dot s-${owner}`, cx: dot, cy: y(value), r: 4 } },
    {
      tag: 'text',
      attributes: {
        className: 'lab',
        x: dot + (right ? -8 : 8),
        y: Math.max(16, y(value) - 6),
        textAnchor: right ? 'end' : 'start',
      },
      text: `${Math.max(0, Math.round((at - phases.injected) / 1000))} s`,
    },
  ]
}

function traceShapes({ bars, missing }: Extract<Picture, { kind: 'trace' }>): Shape[] {
  const shown = [...bars].sort((a, b) => b.length - a.length).slice(0, MAX_BARS - (missing.length > 0 ? 2 : 0))
  const end = Math.max(1, ...bars.map(bar => bar.from + bar.length))
  const x = scale(0, end, BOX.left, BOX.right)
  const row = 11
  const spans = shown
    .sort((a, b) => a.from - b.from || b.length - a.length)
    .map(
      (bar, index): Shape => ({
        tag: 'rect',
        attributes: {
          className: `bar s-${bar.owner}`,
          x: x(bar.from),
          y: BOX.top + index * row,
          width: Math.max(2, Math.round((x(bar.length) - BOX.left) * 10) / 10),
          height: row - 3,
          rx: 2,
        },
      }),
    )
  const [first] = missing
  if (first === undefined) return spans
  const top = BOX.top + spans.length * row
  return [
    ...spans,
    {
      tag: 'rect',
      attributes: {
        className: 'gone',
        x: BOX.left + 8,
        y: top,
        width: BOX.right - BOX.left - 8,
        height: BOX.bottom - top,
        rx: 2,
      },
    },
    {
      tag: 'text',
      attributes: { className: 'lab', x: BOX.left + 18, y: (top + BOX.bottom) / 2 + 4 },
      text: `${first}: no span arrived`,
    },
  ]
}
