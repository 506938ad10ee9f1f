import type { MonitorState, SloRow } from '../../widgets/model.ts'

/** What the page of monitors and SLOs shows beside the monitors' states. */

/** How one objective stands over one of its timeframes. */
export interface TimeframeView {
  /** `30 d`. */
  window: string
  /** Percent, all four; null before there was traffic. */
  target: number | null
  now: number | null
  /** Of the error budget that is left; may be negative. */
  budget: number | null
  state: SloRow['state']
}

/** How fast the budget is spent over a window that ends now: 1 spends exactly all of it by the end of the timeframe. */
export interface BurnView {
  /** `5 min`. */
  window: string
  /** Null without anything to count. */
  rate: number | null
}

/** A time that does not count against the objective. */
export interface CorrectionView {
  id: string
  category: string
  description: string
  /** ISO times; `to` null while it has no end. */
  from: string
  to: string | null
  repeats: boolean
}

export interface SloView {
  id: string
  name: string
  description: string | null
  state: SloRow['state']
  timeframes: TimeframeView[]
  burn: BurnView[]
  /** Newest first. */
  corrections: CorrectionView[]
}

export interface SlosView {
  rows: SloView[]
  /** Why burn rates or corrections are not known, in words. */
  problems: string[]
}

/** A time in which a monitor, or one of its groups, was not OK. */
export interface Episode {
  id: string
  monitorId: string
  name: string
  /** `service:worker`; null for a monitor without groups. */
  group: string | null
  state: MonitorState
  /** ISO; null when it began before the events that are known. */
  from: string | null
  /** ISO; null while it lasts. */
  to: string | null
}

export interface EpisodesView {
  /** ISO time of the begin of what was looked through. */
  from: string
  to: string
  /** Newest first. */
  episodes: Episode[]
  /** There were more events than were read: what is older is missing. */
  cut: boolean
}
