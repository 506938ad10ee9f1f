import type { TimeRange } from '../query/error.ts'
import type { Counted } from './budget.ts'
import type { Bucket, Measured, StateChange } from './measure.ts'
import { covered, union, without } from './ranges.ts'

/** When something was known, and when it was down meanwhile. Milliseconds. */
export interface Downtime {
  known: readonly TimeRange[]
  down: readonly TimeRange[]
  components: readonly { name: string; down: readonly TimeRange[] }[]
}

const SECOND = 1000

/** Seconds up among the seconds that are known and not excluded. */
function count(
  { known }: Downtime,
  down: readonly TimeRange[],
  range: TimeRange,
  excluded: readonly TimeRange[],
): Counted {
  let total = 0
  let bad = 0
  for (const part of without(range, excluded)) {
    total += covered(part, known)
    bad += covered(part, down)
  }
  return { good: (total - bad) / SECOND, total: total / SECOND }
}

export function measureUptime(downtime: Downtime, range: TimeRange, excluded: readonly TimeRange[]): Measured {
  return {
    overall: count(downtime, downtime.down, range, excluded),
    components: downtime.components.map(({ name, down }) => ({
      name,
      counted: count(downtime, down, range, excluded),
      history: historyOf(downtime.known, down),
    })),
    history: historyOf(downtime.known, downtime.down),
  }
}

export function uptimeSeries(
  downtime: Downtime,
  range: TimeRange,
  intervalSeconds: number,
  excluded: readonly TimeRange[],
): Bucket[] {
  const interval = intervalSeconds * SECOND
  const buckets: Bucket[] = []
  for (let time = Math.floor(range.from / interval) * interval; time < range.to; time += interval) {
    const part = { from: Math.max(time, range.from), to: Math.min(time + interval, range.to) }
    buckets.push({ time, ...count(downtime, downtime.down, part, excluded) })
  }
  return buckets
}

/** Each change between up and down, from the begin of what is known. */
function historyOf(known: readonly TimeRange[], down: readonly TimeRange[]): StateChange[] {
  const [first] = known
  const end = known.at(-1)?.to
  if (first === undefined || end === undefined) return []
  const changes: [number, 0 | 1][] = [[first.from, 0]]
  for (const { from, to } of union(down)) {
    changes.push([from, 1])
    if (to < end) changes.push([to, 0])
  }
  return changes
    .filter(([time], at) => changes[at + 1]?.[0] !== time)
    .map(([time, state]) => [Math.floor(time / SECOND), state])
}
