import { AUTHOR, isoTime, ORGANISATION, seconds } from '../objects/fields.ts'
import type { GroupState, GroupStatus, MonitorDocument, MonitorStateDocument } from './documents.ts'
import { storedQuery } from './query/parse.ts'

/** As the API writes `overall_state`. */
export type OverallState = GroupStatus | 'Skipped' | 'Unknown'

const SEVERITY: readonly GroupStatus[] = ['Alert', 'Warn', 'No Data', 'OK']

/** The gravest of all groups; No Data before the first evaluation. */
export function overallState(monitor: MonitorDocument, state: MonitorStateDocument): OverallState {
  if (!isEvaluated(monitor)) return 'Skipped'
  if (state.error !== null) return 'Unknown'
  const statuses = new Set(Object.values(state.groups).map(group => group.status))
  return SEVERITY.find(status => statuses.has(status)) ?? 'No Data'
}

export function isEvaluated(monitor: MonitorDocument): boolean {
  return monitor.notEvaluated === undefined && storedQuery(monitor).kind !== 'unevaluated'
}

/** Why the state is Skipped or Unknown; null when it is neither. */
export function evaluationMessage(monitor: MonitorDocument, state: MonitorStateDocument): string | null {
  if (!isEvaluated(monitor)) return monitor.notEvaluated ?? 'not evaluated here'
  return state.error
}

/** What `group_states` may ask for. */
export const GROUP_STATES: Readonly<Record<string, readonly GroupStatus[]>> = {
  all: SEVERITY,
  alert: ['Alert'],
  warn: ['Warn'],
  'no data': ['No Data'],
  ok: ['OK'],
}

/** @param groupStates adds the groups with one of these states. */
export function monitorBody(
  monitor: MonitorDocument,
  state: MonitorStateDocument,
  groupStates: readonly GroupStatus[] = [],
): Record<string, unknown> {
  const message = evaluationMessage(monitor, state)
  return {
    id: monitor.id,
    org_id: ORGANISATION.id,
    type: monitor.type,
    name: monitor.name,
    message: monitor.message,
    tags: monitor.tags,
    query: monitor.query,
    options: monitor.options,
    multi: monitor.multi,
    created_at: monitor.created,
    created: isoTime(monitor.created),
    modified: isoTime(monitor.modified),
    deleted: null,
    priority: monitor.priority,
    restricted_roles: monitor.restrictedRoles,
    restriction_policy: null,
    draft_status: monitor.draftStatus,
    assets: monitor.assets,
    overall_state_modified: state.modified === null ? null : isoTime(state.modified),
    overall_state: overallState(monitor, state),
    creator: { name: AUTHOR.name, handle: AUTHOR.handle, email: AUTHOR.email, id: AUTHOR.id },
    matching_downtimes: [],
    ...(message !== null && { evaluation_message: message }),
    ...(groupStates.length > 0 && { state: { groups: groupsBody(state, groupStates) } }),
  }
}

function groupsBody(state: MonitorStateDocument, statuses: readonly GroupStatus[]): Record<string, unknown> {
  const groups = Object.entries(state.groups).filter(([, group]) => statuses.includes(group.status))
  return Object.fromEntries(groups.map(([name, group]) => [name, groupBody(name, group)]))
}

function groupBody(name: string, group: GroupState): Record<string, unknown> {
  return {
    name,
    status: group.status,
    last_triggered_ts: inSeconds(group.lastTriggered),
    last_resolved_ts: inSeconds(group.lastResolved),
    last_nodata_ts: inSeconds(group.lastNoData),
    last_notified_ts: inSeconds(group.lastNotified),
    last_data_ts: seconds(group.lastSeen),
    triggering_value: { value: group.value },
  }
}

export const inSeconds = (time: number | null): number | null => (time === null ? null : seconds(time))
