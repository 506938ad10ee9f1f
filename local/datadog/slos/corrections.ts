import { occurrences } from '../objects/recurrence.ts'
import { like, matches, parseObjectSearch } from '../objects/search.ts'
import type { TimeRange } from '../query/error.ts'
import type { Documents } from '../store/store.ts'
import type { SloDocument } from './documents.ts'
import { union } from './ranges.ts'

/** Times in Unix seconds, as the API has them. */
export interface CorrectionDocument {
  id: string
  sloId: string | null
  /** Takes in every SLO that the search finds. */
  sloQuery: string | null
  category: string
  description: string
  start: number
  /** Null: for ever, or recurring. */
  end: number | null
  duration: number | null
  rrule: string | null
  timezone: string
  /** Unix milliseconds. */
  created: number
  modified: number
}

const CORRECTION = 'slo-correction'

export const listCorrections = (documents: Documents): CorrectionDocument[] =>
  documents.list<CorrectionDocument>(CORRECTION).sort((a, b) => a.created - b.created || a.id.localeCompare(b.id))

export const getCorrection = (documents: Documents, id: string): CorrectionDocument | null =>
  documents.get<CorrectionDocument>(CORRECTION, id)

export const putCorrection = (documents: Documents, correction: CorrectionDocument): Promise<void> =>
  documents.put(CORRECTION, correction.id, correction)

export const deleteCorrection = (documents: Documents, id: string): Promise<boolean> => documents.delete(CORRECTION, id)

export function correctionsOf(documents: Documents, slo: SloDocument): CorrectionDocument[] {
  return listCorrections(documents).filter(
    ({ sloId, sloQuery }) => sloId === slo.id || (sloQuery !== null && isFound(slo, sloQuery)),
  )
}

/** A search of SLOs: `field:value` is a tag, a bare word a part of the name. */
export function isFound(slo: SloDocument, query: string): boolean {
  return matches(parseObjectSearch(query), (field, value) =>
    field === null
      ? slo.name.toLowerCase().includes(value.toLowerCase())
      : slo.tags.some(tag => like(tag, `${field}:${value}`)),
  )
}

/** The parts of a range that do not count, in Unix milliseconds. */
export function excluded(corrections: readonly CorrectionDocument[], range: TimeRange): TimeRange[] {
  return union(
    corrections.flatMap(({ start, end, duration, rrule }) => {
      const from = start * 1000
      if (rrule === null || duration === null) return [{ from, to: end === null ? range.to : end * 1000 }]
      const until = end === null ? range.to : Math.min(range.to, end * 1000)
      const begins = occurrences(rrule, from, duration * 1000, { from: range.from, to: until })
      return begins.map(begin => ({ from: begin, to: begin + duration * 1000 }))
    }),
  )
}
