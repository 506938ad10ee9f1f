import type { ListRow } from '../../platform/widgets/model.ts'
import type { Tone } from '../../ui/badge.tsx'
import { duration, shortCount } from '../format/format.ts'

/** Columns that every row has anyway: its time and how it went. */
const OWN = new Set(['timestamp', 'status_line', 'status', '@status'])

export interface ListColumn {
  field: string
  title: string
  /** Takes the room that is left. */
  wide: boolean
  number: boolean
}

const WIDE = /content|message|title|input|output|resource/i
const NUMBER = /duration|tokens|count|cost/i

/** What a list shows beside the time and the state of a row. */
export function listColumns(fields: readonly string[]): ListColumn[] {
  const shown = fields.filter(field => !OWN.has(field))
  const wide = shown.findLast(field => WIDE.test(field)) ?? shown.at(-1)
  return shown.map(field => ({ field, title: titleOf(field), wide: field === wide, number: NUMBER.test(field) }))
}

function titleOf(field: string): string {
  const words =
    field
      .replace(/^@/, '')
      .replace(/^meta\./, '')
      .replace(/\.(value|name)$/, '')
      .split('.')
      .at(-1) ?? field
  return words.replaceAll('_', ' ')
}

/** A cell as it is written. Durations are seconds. */
export function cellText(field: string, value: ListRow['cells'][string] | undefined): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'string') return value
  return /duration/i.test(field) ? duration(value) : shortCount(value)
}

const TONES: [RegExp, Tone][] = [
  [/^(emerg|alert|crit|err|fatal)/i, 'bad'],
  [/^warn/i, 'warn'],
  [/^(ok|success|recover)/i, 'ok'],
]

/** How a row is shown by what it says of itself. */
export const toneOf = (status: string | null): Tone => TONES.find(([words]) => words.test(status ?? ''))?.[1] ?? 'plain'
