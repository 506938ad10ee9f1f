import type { Documents } from '../store/store.ts'

export type SloType = 'metric' | 'monitor' | 'time_slice'
export type Timeframe = '7d' | '30d' | '90d'

export interface SloThreshold {
  timeframe: Timeframe
  /** Percent. */
  target: number
  warning?: number
}

export interface NamedQuery {
  name: string
  data_source: string
  query: string
  [field: string]: unknown
}

export interface CountSpecification {
  good_events_formula: { formula: string }
  total_events_formula?: { formula: string }
  bad_events_formula?: { formula: string }
  queries: NamedQuery[]
}

export interface TimeSliceSpecification {
  query: { formulas: { formula: string }[]; queries: NamedQuery[] }
  comparator: '>' | '>=' | '<' | '<='
  threshold: number
  query_interval_seconds: 60 | 300
}

/** Field names are the API's. */
export interface SloDocument {
  id: string
  name: string
  description: string
  type: SloType
  tags: string[]
  thresholds: SloThreshold[]
  timeframe: Timeframe
  query?: { numerator: string; denominator: string }
  sli_specification?: { count: CountSpecification } | { time_slice: TimeSliceSpecification }
  monitor_ids?: number[]
  groups?: string[]
  /** Unix milliseconds. */
  created: number
  modified: number
}

const SLO = 'slo'

export const listSlos = (documents: Documents): SloDocument[] =>
  documents.list<SloDocument>(SLO).sort((a, b) => a.created - b.created || a.id.localeCompare(b.id))

export const getSlo = (documents: Documents, id: string): SloDocument | null => documents.get<SloDocument>(SLO, id)

export const putSlo = (documents: Documents, slo: SloDocument): Promise<void> => documents.put(SLO, slo.id, slo)

export const deleteSlo = (documents: Documents, id: string): Promise<boolean> => documents.delete(SLO, id)
