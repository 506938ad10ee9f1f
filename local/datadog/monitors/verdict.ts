import type { Verdict } from './advance.ts'
import type { GroupState, MonitorOptions } from './documents.ts'
import type { Condition } from './query/types.ts'
import { classify } from './threshold.ts'

/** What a query measured for a group. */
export interface Measured {
  value: number | null
  /** Of the newest value, in Unix milliseconds. */
  seen: number | null
  /** The window is filled with values from its begin on. */
  complete: boolean
}

export interface Rules extends Condition {
  options: MonitorOptions
  windowSeconds: number
  /** A count: what is missing is zero. */
  isCount: boolean
  /** End of the window. */
  now: number
}

const MINUTE = 60_000

/** What a measured value, or that there is none, means for a group. @param previous undefined for a group never seen */
export function verdictOf(measured: Measured | undefined, previous: GroupState | undefined, rules: Rules): Verdict {
  const { options, comparator, now } = rules
  const value = measured?.value ?? null
  const seen = measured?.seen ?? null
  const lastSeen = Math.max(seen ?? 0, previous?.lastSeen ?? 0)
  const judge = (judged: number): Verdict => ({
    value: judged,
    status: classify(judged, comparator, options.thresholds ?? { critical: rules.threshold }, previous?.status),
    seen,
  })
  if (options.notify_no_data === true && previous !== undefined && now - lastSeen >= noDataAfter(rules)) {
    return { value, status: 'No Data', seen }
  }
  if (value !== null) {
    if (options.require_full_window === true && measured?.complete === false) return { value, status: null, seen }
    return judge(value)
  }
  const hours = options.timeout_h ?? 0
  if (hours > 0 && previous !== undefined && now - lastSeen >= hours * 60 * MINUTE) return { value, status: 'OK', seen }
  switch (options.on_missing_data) {
    case 'show_no_data':
    case 'show_and_notify_no_data':
      return { value, status: 'No Data', seen }
    case 'resolve':
      return { value, status: 'OK', seen }
    default:
      // A group that never had a value has none to count from.
      return rules.isCount && previous !== undefined && previous.value !== null
        ? judge(0)
        : { value, status: null, seen }
  }
}

function noDataAfter({ options, windowSeconds }: Rules): number {
  const minutes = options.no_data_timeframe ?? 0
  return minutes > 0 ? minutes * MINUTE : 2 * windowSeconds * 1000
}
