import type { Unit, UnitPair } from '../../platform/widgets/model.ts'
import { NBSP } from '../format/format.ts'

/** Values with Datadog's units, scaled within the unit's family as Datadog scales them. */

export interface ValueParts {
  /** Before the number: `$`. */
  before: string
  number: string
  /** After it, without a space: `s`, `MiB`, `/s`, `%`. */
  unit: string
}

export interface ValueStyle {
  unit: UnitPair
  /** Free text of the widget in place of a unit. */
  label: string | null
  /** Decimals that the widget asks for. */
  precision: number | null
}

export const PLAIN: ValueStyle = { unit: null, label: null, precision: null }

interface Scale {
  /** The value in the base unit of its family, divided by this, is what is written. */
  divisor: number
  unit: string
}

/** Steps of each family, largest first, in its base unit. */
const STEPS: Record<string, Scale[]> = {
  time: [
    { divisor: 86_400, unit: 'd' },
    { divisor: 3600, unit: 'h' },
    { divisor: 60, unit: 'min' },
    { divisor: 1, unit: 's' },
    { divisor: 1e-3, unit: 'ms' },
    { divisor: 1e-6, unit: 'µs' },
    { divisor: 1e-9, unit: 'ns' },
  ],
  bytes: [
    { divisor: 1024 ** 4, unit: 'TiB' },
    { divisor: 1024 ** 3, unit: 'GiB' },
    { divisor: 1024 ** 2, unit: 'MiB' },
    { divisor: 1024, unit: 'KiB' },
    { divisor: 1, unit: 'B' },
  ],
  cpu: [
    { divisor: 1, unit: 'cores' },
    { divisor: 1e-3, unit: 'mcores' },
    { divisor: 1e-6, unit: 'µcores' },
  ],
  percentage: [{ divisor: 0.01, unit: '%' }],
  money: [
    { divisor: 1e6, unit: 'M' },
    { divisor: 1e4, unit: 'k' },
    { divisor: 1, unit: '' },
  ],
}
const COUNTS: Scale[] = [
  { divisor: 1e9, unit: 'G' },
  { divisor: 1e6, unit: 'M' },
  { divisor: 1e4, unit: 'k' },
  { divisor: 1, unit: '' },
]

const PER: Record<string, string> = { second: 's', minute: 'min', hour: 'h' }

const perText = (per: Unit | null | undefined) => (per ? `/${PER[per.name] ?? per.short ?? per.name}` : '')

/** In what a value of this size is written; all ticks of an axis take that of the largest. */
function scaleOf(size: number, unit: Unit | null | undefined): Scale {
  const family = unit && STEPS[unit.family] ? unit.family : null
  const steps = family ? (STEPS[family] ?? COUNTS) : COUNTS
  const base = Math.abs(size) * (family && unit ? unit.scale : 1)
  const step = steps.find(candidate => base >= candidate.divisor * (family === 'time' ? 0.9995 : 1))
  const smallest = steps.at(-1) ?? { divisor: 1, unit: '' }
  // Nothing is nothing in the unit that people know: 0 s, 0 B.
  const zero = steps.find(candidate => candidate.divisor === 1) ?? smallest
  const chosen = base === 0 ? zero : (step ?? smallest)
  // Below ten thousand a count stands as it is.
  const divisor = chosen.unit === 'k' ? 1000 : chosen.divisor
  return { divisor: divisor / (family && unit ? unit.scale : 1), unit: chosen.unit }
}

const formats = new Map<number, Intl.NumberFormat>()

/** Made once for each number of decimals: making one takes far longer than writing a value with it. */
function upTo(decimals: number): Intl.NumberFormat {
  const format =
    formats.get(decimals) ??
    new Intl.NumberFormat('en-US', { minimumFractionDigits: 0, maximumFractionDigits: decimals })
  formats.set(decimals, format)
  return format
}

/** Three digits that count, at most five decimals. */
function digits(value: number, precision: number | null): string {
  const size = Math.abs(value)
  const wanted = size >= 99.95 || size === 0 ? 0 : size >= 9.995 ? 1 : size >= 0.0995 ? 2 : size >= 0.00995 ? 3 : 5
  const decimals =
    precision === null ? wanted : Math.min(precision, Math.max(wanted, precision > wanted ? precision : 0))
  const text = upTo(decimals).format(value)
  return text === '-0' ? '0' : text
}

/** A value as it is written, in parts: a widget shows its unit smaller. */
export function valueParts(value: number, style: ValueStyle, size = value): ValueParts {
  const [unit, per] = style.unit ?? [null, null]
  if (style.label !== null) {
    const scale = scaleOf(size, null)
    const number = digits(value / scale.divisor, scale.unit ? 1 : style.precision)
    return { before: '', number, unit: [scale.unit, style.label].filter(Boolean).join(NBSP) }
  }
  const scale = scaleOf(size, unit)
  const written = value / scale.divisor
  const scaled = scale.divisor * (unit?.scale ?? 1) !== 1 && unit?.family !== 'percentage'
  const number = digits(written, scaled ? null : style.precision)
  return { before: unit?.family === 'money' ? '$' : '', number, unit: `${scale.unit}${perText(per)}` }
}

/** What values of this size are divided by when they are written: round figures of an axis are round after it. */
export function divisorOf(size: number, style: ValueStyle): number {
  return scaleOf(size, style.label === null ? style.unit?.[0] : null).divisor
}

/** `2.31 s`, `96 MiB`, `4.8 /s`, `34.8 %`, `$0.031`. */
export function valueText(value: number, style: ValueStyle, size = value): string {
  const { before, number, unit } = valueParts(value, style, size)
  return `${before}${number}${unit ? NBSP : ''}${unit}`
}
