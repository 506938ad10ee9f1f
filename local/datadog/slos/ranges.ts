import type { TimeRange } from '../query/error.ts'

/** Sorted, without overlaps and without empty ones. */
export function union(ranges: readonly TimeRange[]): TimeRange[] {
  const sorted = ranges.filter(({ from, to }) => to > from).sort((a, b) => a.from - b.from)
  const joined: TimeRange[] = []
  for (const range of sorted) {
    const last = joined.at(-1)
    if (last !== undefined && range.from <= last.to) last.to = Math.max(last.to, range.to)
    else joined.push({ ...range })
  }
  return joined
}

/** What is left of a range without the others. */
export function without(range: TimeRange, others: readonly TimeRange[]): TimeRange[] {
  const left: TimeRange[] = []
  let from = range.from
  for (const other of union(others)) {
    if (other.to <= from || other.from >= range.to) continue
    if (other.from > from) left.push({ from, to: other.from })
    from = other.to
  }
  if (from < range.to) left.push({ from, to: range.to })
  return left
}

export function overlap(a: TimeRange, b: TimeRange): number {
  return Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from))
}

/** Milliseconds of `within` that the ranges take up; they do not overlap each other. */
export function covered(within: TimeRange, ranges: readonly TimeRange[]): number {
  return ranges.reduce((total, range) => total + overlap(within, range), 0)
}
