const STEPS = [1, 2, 4, 6, 8, 10]

/** Top of an axis that starts at zero: the smallest round figure that holds `max` and whose half is round too. */
export function niceTop(max: number, smallest = 1): number {
  const wanted = Math.max(max, smallest)
  const power = 10 ** Math.floor(Math.log10(wanted))
  const step = STEPS.find(candidate => candidate * power >= wanted * 0.999) ?? 10
  return step * power
}

/** Pixels that a label like `14:22` needs, with air. */
const MINUTE_LABEL = 44

/**
 * Whole minutes of the clock within a span of milliseconds that is `width` pixels wide: as many as have room,
 * none so near an edge that its label would stand outside the plot.
 */
export function minuteTicks(from: number, to: number, width: number): number[] {
  if (width <= 0 || to <= from) return []
  const perPixel = (to - from) / width
  const step = ([1, 2, 3, 5, 10].find(minutes => minutes * 60_000 >= MINUTE_LABEL * perPixel) ?? 15) * 60_000
  const edge = (MINUTE_LABEL / 2 - 6) * perPixel
  const ticks = []
  for (let at = Math.ceil((from + edge) / step) * step; at <= to - edge; at += step) ticks.push(at)
  return ticks
}

/**
 * Places of labels at the end of their lines, in pixels from the top, so that none covers another.
 * They keep the order of their lines and move as little as needed.
 */
export function spreadLabels(wanted: number[], height: number, distance: number): number[] {
  const order = wanted.map((y, index) => ({ y, index })).sort((a, b) => a.y - b.y || a.index - b.index)
  let free = 0
  for (const label of order) {
    label.y = Math.max(label.y, free)
    free = label.y + distance
  }
  let limit = height
  for (const label of [...order].reverse()) {
    label.y = Math.min(label.y, limit)
    limit = label.y - distance
  }
  const placed = [...wanted]
  for (const label of order) placed[label.index] = label.y
  return placed
}
