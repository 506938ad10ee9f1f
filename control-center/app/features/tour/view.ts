import type { Tour } from './definition.ts'
import type { Progress } from './progress-schema.ts'

/** One condition of a step, as it stands. */
export interface GateView {
  title: string
  /** What was seen, or what is missing. */
  detail: string
  green: boolean
  /** ISO time until when it is promised; null where nothing is promised. */
  promisedBy: string | null
}

/** The tour that is being given; null while none is. */
export interface TourView {
  progress: Progress
  /** Conditions of the steps of the present act, by step. */
  gates: Record<string, GateView[]>
  /** What a step names and is not there, by step. */
  missing: Record<string, string>
}

export interface TourSummary {
  id: string
  title: string
  summary: string
  acts: number
  steps: number
  /** Planned seconds. */
  seconds: number
  /** How often it was given to its end, and how long that took. */
  rehearsals: { count: number; medianSeconds: number | null; lastSeconds: number | null }
}

/** What tours there are, and the whole of the one that is being given. */
export interface ToursView {
  list: TourSummary[]
  /** File, line and field of what cannot be used, or names something that is not there. */
  problems: string[]
  active: Tour | null
  /** Median seconds in each step of the active tour over its rehearsals. */
  usual: Record<string, number>
}
