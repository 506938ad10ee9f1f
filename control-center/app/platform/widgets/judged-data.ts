import type {
  MonitorAnswer,
  MonitorSearchAnswer,
  SloAnswer,
  SloHistoryAnswer,
  SloSearchAnswer,
} from '../datadog/calls.ts'
import type { MonitorRow, MonitorState, SloRow, WidgetData } from './model.ts'

/** Monitors, checks and SLOs as they are shown: what needs the eye first. */

const STATES: MonitorState[] = ['Alert', 'Warn', 'No Data', 'Unknown', 'Ignored', 'Skipped', 'OK']

export const stateOf = (words: string | null | undefined): MonitorState =>
  STATES.find(state => state.toLowerCase() === words?.toLowerCase()) ?? 'Unknown'

const worst = (a: { state: MonitorState }, b: { state: MonitorState }) =>
  STATES.indexOf(a.state) - STATES.indexOf(b.state)

const isoOfSeconds = (seconds: number | null | undefined) => (seconds ? new Date(seconds * 1000).toISOString() : null)

export function monitorRows(monitors: readonly MonitorAnswer[]): MonitorRow[] {
  return monitors
    .map(monitor => {
      const groups = Object.entries(monitor.state?.groups ?? {}).map(([name, group]) => ({
        name,
        state: stateOf(group.status),
      }))
      return {
        id: String(monitor.id),
        name: monitor.name,
        state: stateOf(monitor.overall_state),
        since: sinceOf(monitor),
        type: monitor.type,
        query: monitor.query,
        message: monitor.message ?? '',
        tags: monitor.tags ?? [],
        priority: monitor.priority ?? null,
        groups: groups
          .filter(group => group.state !== 'OK' && group.name !== '*')
          .sort(worst)
          .slice(0, 10),
      }
    })
    .sort((a, b) => worst(a, b) || a.name.localeCompare(b.name))
}

/** Since when a monitor has its state: its own word for it, or the newest change of a group that has that state. */
function sinceOf(monitor: MonitorAnswer): string | null {
  const own = monitor.overall_state_modified
  const at = typeof own === 'number' ? own * 1000 : own ? Date.parse(own) : Number.NaN
  if (Number.isFinite(at)) return new Date(at).toISOString()
  const state = stateOf(monitor.overall_state)
  const groups = Object.values(monitor.state?.groups ?? {}).filter(group => stateOf(group.status) === state)
  const times = groups.map(
    group =>
      (state === 'OK'
        ? group.last_resolved_ts
        : state === 'No Data'
          ? group.last_nodata_ts
          : group.last_triggered_ts) ?? 0,
  )
  return isoOfSeconds(Math.max(0, ...times))
}

export function searchedMonitors(answer: MonitorSearchAnswer): Extract<WidgetData, { kind: 'monitors' }> {
  const rows = answer.monitors.map(monitor => ({
    id: String(monitor.id),
    name: monitor.name,
    state: stateOf(monitor.status),
    since: isoOfSeconds(monitor.last_triggered_ts),
  }))
  return { kind: 'monitors', rows: rows.sort((a, b) => worst(a, b) || a.name.localeCompare(b.name)) }
}

/**
 * The status of a check. Datadog has no call that reads it; the monitors that watch the check know it by group,
 * and each says so for its own.
 */
export function checkRows(
  check: string,
  title: string,
  monitors: readonly MonitorAnswer[],
): Extract<WidgetData, { kind: 'checks' }> {
  const watching = monitors.filter(
    monitor => monitor.type === 'service check' && monitor.query.startsWith(`"${check}"`),
  )
  const rows = watching.flatMap(monitor => {
    const since = sinceOf(monitor)
    const groups = Object.entries(monitor.state?.groups ?? {})
    if (groups.length === 0) return [{ name: title || check, state: stateOf(monitor.overall_state), since }]
    return groups.map(([name, group]) => ({
      name: name === '*' ? title || check : name,
      state: stateOf(group.status),
      since: isoOfSeconds(stateOf(group.status) === 'OK' ? group.last_resolved_ts : group.last_triggered_ts) ?? since,
    }))
  })
  return { kind: 'checks', rows: rows.sort(worst), from: watching[0]?.name ?? null }
}

/** `30 d` of `30d`. */
const windowWords = (timeframe: string | null | undefined) => (timeframe ?? '').replace(/^(\d+)d$/, '$1\u00a0d')

const SLO_STATES = ['ok', 'warning', 'breached', 'no_data'] as const
const sloStateOf = (words: string | null | undefined): SloRow['state'] =>
  SLO_STATES.find(state => state === words) ?? 'no_data'

export function searchedSlos(answer: SloSearchAnswer): Extract<WidgetData, { kind: 'slos' }> {
  const rows = answer.data.attributes.slos.map(({ data: { id, attributes } }) => {
    const overall = attributes.overall_status?.[0]
    const threshold = attributes.thresholds?.[0]
    const budget = overall?.error_budget_remaining ?? attributes.status?.error_budget_remaining ?? null
    const state = sloStateOf(overall?.state ?? attributes.status?.state)
    return {
      id,
      name: attributes.name,
      window: windowWords(overall?.timeframe ?? threshold?.timeframe),
      now: overall?.status ?? attributes.status?.sli ?? null,
      target: overall?.target ?? threshold?.target ?? null,
      budget,
      state,
    }
  })
  // Unknown budgets say nothing and come last.
  return { kind: 'slos', rows: rows.sort((a, b) => (a.budget ?? Infinity) - (b.budget ?? Infinity)) }
}

export interface SloReading {
  slo: SloAnswer
  history: SloHistoryAnswer
}

export function sloRow(id: string, window: string, { slo, history }: SloReading): SloRow {
  const threshold = slo.data.thresholds.find(one => one.timeframe === window) ?? slo.data.thresholds[0]
  const overall = history.data?.overall
  const now = overall?.sli_value ?? null
  const target = threshold?.target ?? null
  const told = overall?.error_budget_remaining?.[window] ?? overall?.error_budget_remaining?.custom
  const budget = told ?? (now === null || target === null || target === 100 ? null : budgetOf(now, target))
  const state = now === null || target === null ? 'no_data' : now < target ? 'breached' : 'ok'
  return { id, name: slo.data.name, window: windowWords(window), now, target, budget, state }
}

/** Percent of the error budget that is left: all of it at 100 %, none at the target. */
const budgetOf = (now: number, target: number) => 100 * (1 - (100 - now) / (100 - target))
