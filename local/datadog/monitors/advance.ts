import type { GroupState, GroupStatus, MonitorDocument, MonitorStateDocument } from './documents.ts'
import { isEvaluated, overallState } from './view.ts'

/** What an evaluation found about a group. */
export interface Verdict {
  value: number | null
  /** Null: no reason to change the status. */
  status: GroupStatus | null
  /** When the group had its newest value; null when it has none any more. */
  seen: number | null
}

export interface Transition {
  group: string
  from: GroupStatus
  to: GroupStatus
  value: number | null
}

/** Something to tell: a transition that matters, or a state that lasts. */
export interface Notice extends Transition {
  kind: 'triggered' | 'warn' | 'no data' | 'recovered' | 'renotify'
}

export interface Advance {
  state: MonitorStateDocument
  transitions: Transition[]
  notices: Notice[]
}

const MINUTE = 60_000
const DEFAULT_RETENTION = 24 * 60 * MINUTE

/** The state after an evaluation, and what changed with it. Groups without a verdict are as they were. */
export function advance(
  monitor: MonitorDocument,
  before: MonitorStateDocument,
  verdicts: ReadonlyMap<string, Verdict>,
  now: number,
  isSilenced: (group: string) => boolean,
): Advance {
  const state: MonitorStateDocument = {
    ...before,
    groups: { ...before.groups },
    pending: {},
    firstEvaluated: before.firstEvaluated ?? now,
    error: null,
  }
  const transitions: Transition[] = []
  const notices: Notice[] = []
  for (const [group, verdict] of verdicts) {
    const known = before.groups[group]
    if (known === undefined && isTooNew(monitor, before, group, now)) {
      state.pending[group] = before.pending[group] ?? now
      continue
    }
    const previous = known ?? newGroup(now)
    const next = nextGroup(previous, verdict, now)
    if (next.status !== previous.status) {
      const transition = { group, from: previous.status, to: next.status, value: next.value }
      transitions.push(transition)
      const kind = noticeOf(monitor, transition, previous)
      if (kind !== null) notices.push({ ...transition, kind })
    } else if (isDueAgain(monitor, next, now)) {
      notices.push({ group, from: next.status, to: next.status, value: next.value, kind: 'renotify' })
      next.renotified++
    }
    state.groups[group] = next
  }
  forgetOldGroups(monitor, state, now)
  const audible = notices.filter(notice => !isSilenced(notice.group))
  for (const { group } of audible) {
    const told = state.groups[group]
    if (told !== undefined) told.lastNotified = now
  }
  if (overallState(monitor, state) !== overallState(monitor, before)) state.modified = now
  return { state, transitions, notices: audible }
}

/** The state of a monitor whose evaluation failed: its groups are as they were, and it says why. */
export function failed(
  monitor: MonitorDocument,
  before: MonitorStateDocument,
  error: string,
  now: number,
): MonitorStateDocument {
  const state = { ...before, error }
  return overallState(monitor, state) === overallState(monitor, before) ? state : { ...state, modified: now }
}

/** Whether a state differs in anything that is worth writing down: not the mere time of the newest value. */
export function isWorthKeeping(before: MonitorStateDocument, after: MonitorStateDocument): boolean {
  const essence = (state: MonitorStateDocument): string =>
    JSON.stringify(state, (key, value: unknown) => (key === 'lastSeen' || key === 'value' ? undefined : value))
  return essence(before) !== essence(after)
}

function newGroup(now: number): GroupState {
  return {
    status: 'No Data',
    value: null,
    since: now,
    firstSeen: now,
    lastSeen: now,
    lastTriggered: null,
    lastResolved: null,
    lastNoData: null,
    lastNotified: null,
    renotified: 0,
  }
}

/** Groups that were there when the monitor began are not new. */
function isTooNew(monitor: MonitorDocument, before: MonitorStateDocument, group: string, now: number): boolean {
  const delay = (monitor.options.new_group_delay ?? 0) * 1000
  if (!monitor.multi || delay === 0 || before.firstEvaluated === null) return false
  return now - (before.pending[group] ?? now) < delay
}

function nextGroup(previous: GroupState, { value, status, seen }: Verdict, now: number): GroupState {
  const next: GroupState = {
    ...previous,
    value,
    lastSeen: Math.max(seen ?? 0, previous.lastSeen),
  }
  if (status === null || status === previous.status) return next
  return {
    ...next,
    status,
    since: now,
    renotified: 0,
    ...((status === 'Alert' || status === 'Warn') && { lastTriggered: now }),
    ...(status === 'OK' && previous.status !== 'No Data' && { lastResolved: now }),
    ...(status === 'No Data' && { lastNoData: now }),
  }
}

const tellsNoData = ({ options }: MonitorDocument): boolean =>
  options.notify_no_data === true || options.on_missing_data === 'show_and_notify_no_data'

function noticeOf(
  monitor: MonitorDocument,
  { from, to }: Transition,
  previous: GroupState,
): Exclude<Notice['kind'], 'renotify'> | null {
  switch (to) {
    case 'Alert':
      return 'triggered'
    case 'Warn':
      return 'warn'
    case 'No Data':
      return tellsNoData(monitor) ? 'no data' : null
    case 'OK':
      // A monitor that begins with OK has not recovered.
      if (from === 'No Data') return tellsNoData(monitor) && previous.lastNoData !== null ? 'recovered' : null
      return 'recovered'
  }
}

function isDueAgain(monitor: MonitorDocument, group: GroupState, now: number): boolean {
  const { renotify_interval: minutes, renotify_occurrences: most, renotify_statuses: statuses } = monitor.options
  if (!minutes || group.lastNotified === null) return false
  if (!(statuses ?? ['alert', 'no data']).includes(group.status.toLowerCase())) return false
  return now - group.lastNotified >= minutes * MINUTE && (!most || group.renotified < most)
}

/** Groups of a multi alert that have had no value for long are gone. */
function forgetOldGroups(monitor: MonitorDocument, state: MonitorStateDocument, now: number): void {
  if (!monitor.multi || !isEvaluated(monitor)) return
  const retention = durationMs(monitor.options.group_retention_duration) ?? DEFAULT_RETENTION
  for (const [name, group] of Object.entries(state.groups)) {
    if (now - group.lastSeen >= retention) delete state.groups[name]
  }
}

/** Milliseconds of `60m`, `24h` or `3d`. */
export function durationMs(text: string | undefined | null): number | undefined {
  const match = /^(\d+)([mhd])$/.exec(text ?? '')
  if (match === null) return undefined
  const unit = { m: 1, h: 60, d: 1440 }[match[2] as 'm' | 'h' | 'd']
  return Number(match[1]) * unit * MINUTE
}
