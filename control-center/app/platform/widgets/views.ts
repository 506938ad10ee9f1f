import type { Drawn, Formula, Request } from './definition.ts'
import type { AxisView, FormulaView, Marker, SeriesLook } from './model.ts'
import { unitNamed } from './units.ts'

/** How the parts of a widget's definition are drawn. Pure readings of Datadog's words. */

export function lookOf(request: Request): SeriesLook {
  const display = request.display_type === 'bars' || request.display_type === 'area' ? request.display_type : 'line'
  const { line_type: type, line_width: width } = request.style ?? {}
  return {
    display,
    dash: type === 'dashed' || type === 'dotted' ? type : 'solid',
    width: width === 'thin' || width === 'thick' ? width : 'normal',
    right: request.on_right_yaxis ?? false,
  }
}

const PLAIN_NAME = /^[A-Za-z_]\w*$/

/** Formulas of a request; without any, each query stands for itself. */
export function formulasOf(request: Request): Formula[] {
  return request.formulas?.length ? request.formulas : request.queries.map(({ name }) => ({ formula: name }))
}

export function formulaView(formula: Formula, request: Request, customUnit: string | null = null): FormulaView {
  const unit = formula.number_format?.unit
  const named = unit?.unit_name
    ? [unitNamed(unit.unit_name), unit.per_unit_name ? unitNamed(unit.per_unit_name) : null]
    : null
  const formats = formula.conditional_formats?.length ? formula.conditional_formats : request.conditional_formats
  const words = formula.alias ?? formula.formula
  return {
    name: PLAIN_NAME.test(words) ? words.replaceAll('_', ' ') : words,
    unit: named as FormulaView['unit'],
    label: customUnit ?? unit?.label ?? null,
    formats: (formats ?? []).map(({ comparator, value, palette }) => ({ comparator, value, palette })),
    cell: formula.cell_display_mode === 'bar' ? 'bar' : 'number',
  }
}

type Axis = Extract<Drawn, { type: 'timeseries' }>['yaxis']

export function axisOf(axis: Axis): AxisView {
  const number = (text: string | null | undefined) => {
    const value = Number(text ?? Number.NaN)
    return Number.isFinite(value) ? value : null
  }
  return { min: number(axis?.min), max: number(axis?.max), label: axis?.label || null }
}

const TONES: [string, Marker['tone']][] = [
  ['error', 'bad'],
  ['warning', 'warn'],
  ['ok', 'ok'],
  ['info', 'info'],
]

/** `y = 15`, `y > 15`, `0 < y < 10` with `error dashed`; null for what is none of them. */
export function markerOf(marker: {
  value: string
  display_type?: string | null
  label?: string | null
}): Marker | null {
  const number = '(-?\\d+(?:\\.\\d+)?)'
  const line = new RegExp(`^\\s*y\\s*[=<>]=?\\s*${number}\\s*$`).exec(marker.value)
  const band = new RegExp(`^\\s*${number}\\s*<=?\\s*y\\s*<=?\\s*${number}\\s*$`).exec(marker.value)
  const words = marker.display_type ?? ''
  const look = {
    tone: TONES.find(([word]) => words.includes(word))?.[1] ?? ('info' as const),
    label: marker.label?.trim() || null,
    dashed: !/solid|bold/.test(words),
  }
  if (line) return { low: null, value: Number(line[1]), ...look }
  return band ? { low: Number(band[1]), value: Number(band[2]), ...look } : null
}

/** `1h` of a widget of its own time, in milliseconds; null for calendar ranges and nonsense. */
export function liveSpanMs(words: string | null | undefined): number | null {
  const match = /^(\d+)(m|h|d|w|mo)$/.exec(words ?? '')
  if (!match) return null
  const unit = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000, mo: 2_592_000_000 }[match[2] as 'm']
  return Number(match[1]) * unit
}

/** The part of a metric monitor's query that can be drawn, and its threshold; null for other types. */
export function graphOf(query: string): { query: string; threshold: number | null } | null {
  const match = /^\s*(?:\w+)\([^()]*\)\s*:\s*([\s\S]+?)\s*(?:>=?|<=?|==)\s*(-?[\d.]+)\s*$/.exec(query)
  const inner = match?.[1]
  if (!inner || !/[\w)]\s*:\s*[\w.]+\s*\{|\{/.test(inner)) return null
  return { query: inner, threshold: Number.isFinite(Number(match[2])) ? Number(match[2]) : null }
}
