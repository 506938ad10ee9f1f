import type { Place } from '../../platform/widgets/model.ts'

/** A row of Datadog's grid and the gap between two, in pixels at the usual text size; `board.css` has the same. */
const ROW = 80
const GAP = 12
/** Padding, title and border of a card. */
const CHROME = 46

/** Pixels that a chart has within its card. */
export function chartHeight(place: Place | null): number {
  const rows = Math.max(2, place?.height ?? 2)
  return rows * ROW + (rows - 1) * GAP - CHROME
}
