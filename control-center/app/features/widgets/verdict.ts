import type { ConditionalFormat } from '../../platform/widgets/model.ts'
import type { Tone } from '../../ui/badge.tsx'

const holds: Record<ConditionalFormat['comparator'], (value: number, limit: number) => boolean> = {
  '>': (value, limit) => value > limit,
  '>=': (value, limit) => value >= limit,
  '<': (value, limit) => value < limit,
  '<=': (value, limit) => value <= limit,
}

/** Datadog's palettes by the colour that they speak of. */
const TONES: [RegExp, Tone][] = [
  [/red/, 'bad'],
  [/yellow|orange/, 'warn'],
  [/green/, 'ok'],
]

/** How a value is, by the first of its formats that holds; null without one, and for a palette that says nothing. */
export function verdictOf(
  value: number | null,
  formats: readonly ConditionalFormat[],
  write: (value: number) => string,
): { tone: Tone; text: string } | null {
  if (value === null) return null
  const format = formats.find(one => holds[one.comparator](value, one.value))
  const tone = TONES.find(([palette]) => palette.test(format?.palette ?? ''))?.[1]
  if (!format || !tone) return null
  if (tone === 'ok') return { tone, text: 'OK' }
  return { tone, text: `${format.comparator.startsWith('>') ? 'Above' : 'Below'} ${write(format.value)}` }
}
