import { nextOccurrence, occurrences } from '../objects/recurrence.ts'
import { like, matches, parseObjectSearch } from '../objects/search.ts'
import type { TimeRange } from '../query/error.ts'
import type { Documents } from '../store/store.ts'
import type { MonitorDocument } from './documents.ts'

export interface Recurrence {
  /** `FREQ=DAILY;INTERVAL=1` */
  rrule: string
  /** `30m`, `1h` … */
  duration: string
  /** ISO 8601 without an offset, in the schedule's time zone. */
  start: string
}

/** Times are Unix milliseconds. */
export interface DowntimeDocument {
  id: string
  message: string | null
  /** A search over the tags of groups, `*` for all. */
  scope: string
  monitorIdentifier: { monitor_id: number } | { monitor_tags: string[] }
  schedule:
    | { kind: 'once'; start: number; end: number | null }
    | { kind: 'recurring'; recurrences: Recurrence[]; timezone: string }
  displayTimezone: string
  muteFirstRecovery: boolean
  notifyEndStates: string[]
  notifyEndTypes: string[]
  canceled: number | null
  created: number
  modified: number
}

const DOWNTIME = 'downtime'

export const listDowntimes = (documents: Documents): DowntimeDocument[] =>
  documents.list<DowntimeDocument>(DOWNTIME).sort((a, b) => a.created - b.created || a.id.localeCompare(b.id))

export const getDowntime = (documents: Documents, id: string): DowntimeDocument | null =>
  documents.get<DowntimeDocument>(DOWNTIME, id)

export const putDowntime = (documents: Documents, downtime: DowntimeDocument): Promise<void> =>
  documents.put(DOWNTIME, downtime.id, downtime)

export type DowntimeStatus = 'active' | 'scheduled' | 'ended' | 'canceled'

export function statusOf(downtime: DowntimeDocument, now: number): DowntimeStatus {
  if (downtime.canceled !== null) return 'canceled'
  const current = currentRange(downtime, now)
  if (current === null) return 'ended'
  return current.from <= now ? 'active' : 'scheduled'
}

/** The silence that is under way, or the next one; null when none comes any more. Infinity: without an end. */
export function currentRange({ schedule }: DowntimeDocument, now: number): TimeRange | null {
  if (schedule.kind === 'once') {
    const range = { from: schedule.start, to: schedule.end ?? Number.POSITIVE_INFINITY }
    return range.to > now ? range : null
  }
  const ranges = schedule.recurrences.flatMap(({ rrule, duration, start }) => {
    const length = lengthMs(duration)
    const first = Date.parse(/Z|[+-]\d\d:?\d\d$/.test(start) ? start : `${start}Z`)
    const [running] = occurrences(rrule, first, length, { from: now, to: now + 1 })
    const begin = running ?? nextOccurrence(rrule, first, now)
    return begin === null ? [] : [{ from: begin, to: begin + length }]
  })
  return ranges.sort((a, b) => a.from - b.from)[0] ?? null
}

const UNITS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 }

/** Milliseconds of `30m`, `1h`, `2d` or `1w`; NaN for anything else. */
export function lengthMs(duration: string): number {
  const match = /^(\d+)([mhdw])$/.exec(duration)
  return match === null ? Number.NaN : Number(match[1]) * (UNITS[match[2] ?? ''] ?? Number.NaN)
}

/** Whether a downtime speaks of a monitor at all. */
export function concerns({ monitorIdentifier: identifier }: DowntimeDocument, monitor: MonitorDocument): boolean {
  if ('monitor_id' in identifier) return identifier.monitor_id === monitor.id
  return identifier.monitor_tags.every(tag => tag === '*' || monitor.tags.includes(tag))
}

/** Whether it speaks of a group. Tags that the monitor's query is limited to hold for all its groups. */
export function covers(scope: string, monitor: MonitorDocument, group: string): boolean {
  if (scope.trim() === '*') return true
  const tags = [...group.split(','), ...[...monitor.query.matchAll(/[\w.-]+:[^\s,{}()"]+/g)].map(match => match[0])]
  return matches(parseObjectSearch(scope.replace(/,/g, ' ')), (field, value) =>
    tags.some(tag => like(tag, field === null ? value : `${field}:${value}`)),
  )
}

/** Whether anything keeps a group of a monitor quiet now. */
export function isSilenced(
  monitor: MonitorDocument,
  downtimes: readonly DowntimeDocument[],
  group: string,
  now: number,
): boolean {
  const muted = Object.entries(monitor.options.silenced ?? {}).some(
    ([scope, end]) => (end === null || end * 1000 > now) && covers(scope, monitor, group),
  )
  return (
    muted ||
    downtimes.some(
      downtime =>
        concerns(downtime, monitor) && statusOf(downtime, now) === 'active' && covers(downtime.scope, monitor, group),
    )
  )
}
