/** One element of an SVG, for the page and for the exported file alike. Colours come by class. */
export interface Shape {
  tag: 'rect' | 'line' | 'path' | 'circle' | 'text'
  attributes: Record<string, string | number>
  text?: string
}

/** [milliseconds, value]; a null is a gap. */
export type Curve = readonly (readonly [number, number | null])[]

export interface Span {
  from: number
  to: number
}

/** The times of a run that every drawing marks, milliseconds. */
export interface Phases {
  injected: number
  healed: number | null
  ended: number | null
}

export interface Box {
  left: number
  top: number
  right: number
  bottom: number
}

const point = (value: number) => Math.round(value * 10) / 10

export const scale = (from: number, to: number, low: number, high: number) => {
  const ratio = to === from ? 0 : (high - low) / (to - from)
  return (value: number) => point(low + (value - from) * ratio)
}

/** 1, 2 or 5 times a power of ten, not below the largest value. */
export function roundTop(largest: number, smallest: number): number {
  const wanted = Math.max(largest, smallest)
  const power = 10 ** Math.floor(Math.log10(wanted))
  return [1, 2, 5, 10].map(step => step * power).find(top => top >= wanted * 0.999) ?? wanted
}

/** Tints from the injection to the heal, and from there to the end. */
export function phaseShapes({ injected, healed, ended }: Phases, span: Span, box: Box): Shape[] {
  const x = scale(span.from, span.to, box.left, box.right)
  const clip = (at: number) => Math.min(span.to, Math.max(span.from, at))
  const area = (from: number, to: number, className: string): Shape[] => {
    const [left, right] = [x(clip(from)), x(clip(to))]
    if (right <= left) return []
    const height = box.bottom - box.top
    return [{ tag: 'rect', attributes: { className, x: left, y: box.top, width: point(right - left), height } }]
  }
  const edge = (at: number | null, className: string): Shape[] =>
    at === null || at < span.from || at > span.to
      ? []
      : [{ tag: 'line', attributes: { className, x1: x(at), x2: x(at), y1: box.top, y2: box.bottom } }]
  return [
    ...area(injected, healed ?? ended ?? span.to, 'run'),
    ...(healed === null ? [] : area(healed, ended ?? span.to, 'run rec')),
    ...edge(injected, 'runedge'),
    ...edge(healed, 'runedge heal'),
  ]
}

/** The path of a curve; a gap breaks it. */
export function curvePath(curve: Curve, x: (at: number) => number, y: (value: number) => number): string {
  let pen = 'M'
  const parts: string[] = []
  for (const [at, value] of curve) {
    if (value === null) {
      pen = 'M'
      continue
    }
    parts.push(`${pen}${x(at)} ${y(value)}`)
    pen = 'L'
  }
  return parts.join('')
}

export function largestOf(curve: Curve): number {
  return Math.max(0, ...curve.flatMap(([, value]) => value ?? []))
}
