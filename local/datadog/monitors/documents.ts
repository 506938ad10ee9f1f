import type { Documents } from '../store/store.ts'

export interface MonitorOptions {
  thresholds?: {
    critical?: number
    warning?: number
    critical_recovery?: number
    warning_recovery?: number
    ok?: number
    unknown?: number
  }
  notify_no_data?: boolean
  /** Minutes. */
  no_data_timeframe?: number | null
  on_missing_data?: 'default' | 'show_no_data' | 'show_and_notify_no_data' | 'resolve'
  require_full_window?: boolean
  /** Seconds. */
  evaluation_delay?: number | null
  /** Seconds. */
  new_group_delay?: number | null
  /** Minutes. */
  renotify_interval?: number | null
  renotify_occurrences?: number | null
  renotify_statuses?: readonly string[]
  escalation_message?: string
  /** `1h`, `2d` … without data, after which a group is forgotten. */
  group_retention_duration?: string
  /** Hours without data after which a group recovers by itself. */
  timeout_h?: number | null
  /** Group → Unix seconds of the end, null for ever. */
  silenced?: Record<string, number | null>
  synthetics_check_id?: string
  variables?: readonly Record<string, unknown>[]
  [option: string]: unknown
}

export interface MonitorDocument {
  id: number
  type: string
  name: string
  message: string
  tags: string[]
  query: string
  options: MonitorOptions
  /** Evaluates one value per group. */
  multi: boolean
  priority: number | null
  restrictedRoles: string[] | null
  draftStatus: string
  assets: unknown[]
  /** Why it is not evaluated here, where its type does not say so already. */
  notEvaluated?: string
  /** Unix milliseconds. */
  created: number
  modified: number
}

export type GroupStatus = 'OK' | 'Warn' | 'Alert' | 'No Data'

/** Times are Unix milliseconds. */
export interface GroupState {
  status: GroupStatus
  /** Of the last evaluation that had one. */
  value: number | null
  since: number
  /** When the group had its first and its newest value. */
  firstSeen: number
  lastSeen: number
  lastTriggered: number | null
  lastResolved: number | null
  lastNoData: number | null
  lastNotified: number | null
  /** How often the present state was announced again. */
  renotified: number
}

export interface MonitorStateDocument {
  monitorId: number
  /** By group name, `*` for a monitor without groups. */
  groups: Record<string, GroupState>
  /** Groups that are too new to be judged, with the time of their first value. */
  pending: Record<string, number>
  /** When the overall state changed last. */
  modified: number | null
  /** Of the first evaluation: groups that appear later are new. */
  firstEvaluated: number | null
  /** Why the last evaluation failed. */
  error: string | null
}

const MONITOR = 'monitor'
const STATE = 'monitor-state'

export const listMonitors = (documents: Documents): MonitorDocument[] =>
  documents.list<MonitorDocument>(MONITOR).sort((a, b) => a.created - b.created || a.id - b.id)

export const getMonitor = (documents: Documents, id: number | string): MonitorDocument | null =>
  documents.get<MonitorDocument>(MONITOR, String(id))

export const putMonitor = (documents: Documents, monitor: MonitorDocument): Promise<void> =>
  documents.put(MONITOR, String(monitor.id), monitor)

export async function deleteMonitor(documents: Documents, id: number): Promise<void> {
  await documents.delete(MONITOR, String(id))
  await documents.delete(STATE, String(id))
}

export function getState(documents: Documents, monitorId: number): MonitorStateDocument {
  return (
    documents.get<MonitorStateDocument>(STATE, String(monitorId)) ?? {
      monitorId,
      groups: {},
      pending: {},
      modified: null,
      firstEvaluated: null,
      error: null,
    }
  )
}

export const putState = (documents: Documents, state: MonitorStateDocument): Promise<void> =>
  documents.put(STATE, String(state.monitorId), state)

/** After a change of the query: what its groups were means nothing any more. */
export const forgetState = (documents: Documents, monitorId: number): Promise<boolean> =>
  documents.delete(STATE, String(monitorId))
