import type { ReportMoment } from './report.ts'

/** The width, in pixels, that words are placed for; narrower screens scroll. */
export const TIMELINE_WIDTH = 1_100
const LETTER = 6.4
const GAP = 16
const MAX_ROWS = 4
/** What stands before the injection and after the last moment, as parts of the whole. */
const EDGE = 0.03
const TICKS = [10, 20, 30, 60, 120, 300]

export interface Placed extends ReportMoment {
  /** Part of the width. */
  x: number
  row: number
  /** Which side of its point the words stand on; null where there is no room for them. */
  side: 'left' | 'right' | null
}

export interface Lane {
  lane: ReportMoment['lane']
  rows: number
  moments: Placed[]
}

export interface TimelineLayout {
  lanes: Lane[]
  /** Seconds after the injection, with their places. */
  ticks: { seconds: number; x: number }[]
  place: (afterSeconds: number) => number
}

/** Where everything stands on a timeline, so that no words cover others. */
export function layOut(timeline: readonly ReportMoment[]): TimelineLayout {
  const last = Math.max(10, ...timeline.map(one => one.afterSeconds))
  const place = (seconds: number) => EDGE + Math.min(1, Math.max(0, seconds / last)) * (1 - 2 * EDGE)
  const step = TICKS.find(seconds => last / seconds <= 10) ?? 600
  const ticks: TimelineLayout['ticks'] = []
  for (let seconds = 0; seconds <= last; seconds += step) ticks.push({ seconds, x: place(seconds) })
  const lanes = [...new Set(timeline.map(one => one.lane))].map(lane =>
    laneOf(
      lane,
      timeline.filter(one => one.lane === lane),
      place,
    ),
  )
  return { lanes, ticks, place }
}

function laneOf(lane: Lane['lane'], own: readonly ReportMoment[], place: (seconds: number) => number): Lane {
  const ends: number[] = []
  const moments = own.map((moment): Placed => {
    const x = place(moment.afterSeconds)
    const at = x * TIMELINE_WIDTH
    const width = moment.what.length * LETTER + GAP
    const side = at + width > TIMELINE_WIDTH ? 'left' : 'right'
    const [start, end] = side === 'right' ? [at - 4, at + width] : [at - width, at + 6]
    for (let row = 0; row < MAX_ROWS; row++) {
      if ((ends[row] ?? Number.NEGATIVE_INFINITY) > start) continue
      ends[row] = end
      return { ...moment, x, row, side }
    }
    return { ...moment, x, row: 0, side: null }
  })
  return { lane, rows: Math.max(1, ends.length), moments }
}
