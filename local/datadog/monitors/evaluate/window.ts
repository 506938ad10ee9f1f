import type { TimeRange } from '../../query/error.ts'
import type { Window } from '../query/types.ts'

/** The range that a window is at its end. Weeks begin on Monday; all in UTC. */
export function windowRange(window: Window, end: number): TimeRange {
  if (window.kind === 'last') return { from: end - window.seconds * 1000, to: end }
  const begin = new Date(end)
  begin.setUTCMinutes(0, 0, 0)
  if (window.unit !== 'hour') begin.setUTCHours(0)
  if (window.unit === 'week') begin.setUTCDate(begin.getUTCDate() - ((begin.getUTCDay() + 6) % 7))
  if (window.unit === 'month') begin.setUTCDate(1)
  return { from: begin.getTime(), to: end }
}
