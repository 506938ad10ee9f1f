import type { TimeRange } from '../error.ts'
import type { Unit } from './types.ts'

/** Equal intervals side by side, the first from `origin` on. Milliseconds. */
export interface Grid {
  origin: number
  interval: number
  length: number
  /** Nothing from here on is taken, though the last interval may go on. */
  end: number
  /** The last interval counts only as long as it lasts up to the end. */
  exact: boolean
}

/** The values of one group, one per interval of a grid. */
export interface Vector {
  /** `key:value` in the order of the query's keys. */
  tagSet: readonly string[]
  values: readonly (number | null)[]
  unit: UnitPair
}
export type UnitPair = readonly [Unit | null, Unit | null] | null

/** Longer than an hour: the finest of these that makes no more than this many points. */
const steps = [20, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 14400, 43200, 86400]
const usualPoints = 350
const mostPoints = 1500
const second = 1000

/** Seconds between points when nothing is asked for: 20 s for an hour, coarser as the range grows. */
export function defaultInterval({ from, to }: TimeRange): number {
  const seconds = (to - from) / second
  return steps.find(step => seconds / step <= usualPoints) ?? 86400
}

/** What was asked for, raised when it would make too many points. */
export function allowedInterval(wanted: number, { from, to }: TimeRange): number {
  const seconds = (to - from) / second
  const whole = Math.max(1, Math.round(wanted))
  if (seconds / whole <= mostPoints) return whole
  return steps.find(step => step >= whole && seconds / step <= mostPoints) ?? 86400
}

/** The grid of a graph: intervals begin at multiples of the interval, as the platform aligns them. */
export function alignedGrid({ from, to }: TimeRange, intervalSeconds: number): Grid {
  const interval = intervalSeconds * second
  const origin = Math.floor(from / interval) * interval
  return { origin, interval, length: Math.max(1, Math.ceil((to - origin) / interval)), end: to, exact: false }
}

/** The grid of one number: intervals begin with the range, so that nothing from before it is taken. */
export function exactGrid({ from, to }: TimeRange, intervalSeconds: number): Grid {
  const interval = intervalSeconds * second
  return { origin: from, interval, length: Math.max(1, Math.ceil((to - from) / interval)), end: to, exact: true }
}

/** The whole range as one interval. */
export function wholeGrid({ from, to }: TimeRange): Grid {
  return { origin: from, interval: Math.max(1, to - from), length: 1, end: to, exact: true }
}

export const shifted = (grid: Grid, milliseconds: number): Grid => ({
  ...grid,
  origin: grid.origin + milliseconds,
  end: grid.end + milliseconds,
})

export const rangeOf = ({ origin, end }: Grid): TimeRange => ({ from: origin, to: end })
