import type { ApiContext } from '../api/context.ts'
import { getMonitor, getState, type MonitorDocument } from '../monitors/documents.ts'
import type { TimeRange } from '../query/error.ts'
import type { SloDocument } from './documents.ts'
import type { Downtime } from './measure-uptime.ts'
import { union } from './ranges.ts'

interface Row {
  time: number | bigint
  group_name: string
  from_state: string
  to_state: string
}

/** An SLO on monitors is down while one of them is in Alert. Nothing is known from before the last of them was made. */
export async function monitorDowntime(
  context: Pick<ApiContext, 'store' | 'now'>,
  slo: SloDocument,
  range: TimeRange,
): Promise<Downtime> {
  const { documents } = context.store
  const monitors = (slo.monitor_ids ?? []).flatMap(id => getMonitor(documents, id) ?? [])
  const evaluated = monitors.map(monitor => getState(documents, monitor.id).firstEvaluated)
  const to = Math.min(range.to, context.now())
  const from = Math.max(range.from, ...evaluated.map(time => time ?? to))
  if (monitors.length === 0 || from >= to) return { known: [], down: [], components: [] }

  const components: { name: string; down: TimeRange[] }[] = []
  for (const monitor of monitors) {
    const groups = await alertRanges(context, monitor, { from, to })
    const wanted = [...groups].filter(([name]) => slo.groups === undefined || slo.groups.includes(name))
    if (monitors.length === 1 && monitor.multi) components.push(...wanted.map(([name, down]) => ({ name, down })))
    else components.push({ name: monitor.name, down: union(wanted.flatMap(([, down]) => down)) })
  }
  return {
    known: [{ from, to }],
    down: union(components.flatMap(component => component.down)),
    components: components.length > 1 || slo.groups !== undefined ? components : [],
  }
}

/** When each group was in Alert. */
async function alertRanges(
  { store }: Pick<ApiContext, 'store'>,
  monitor: MonitorDocument,
  { from, to }: TimeRange,
): Promise<Map<string, TimeRange[]>> {
  const rows = await store.query<Row>(
    'SELECT time, group_name, from_state, to_state FROM monitor_transitions WHERE monitor_id = $1 AND time < $2 ORDER BY time',
    [monitor.id, to],
  )
  const groups = new Map<string, { down: TimeRange[]; since: number | null; seen: boolean }>()
  for (const row of rows) {
    const group = groups.get(row.group_name) ?? { down: [], since: null, seen: false }
    groups.set(row.group_name, group)
    const time = Math.max(from, Number(row.time))
    // What was before the oldest transition that is kept.
    if (!group.seen && row.from_state === 'Alert') group.since = from
    group.seen = true
    if (row.to_state === 'Alert') group.since ??= time
    else if (group.since !== null) {
      group.down.push({ from: group.since, to: time })
      group.since = null
    }
  }
  const state = getState(store.documents, monitor.id)
  for (const [name, { status, since }] of Object.entries(state.groups)) {
    if (groups.has(name)) continue
    groups.set(name, { down: [], since: status === 'Alert' ? Math.max(from, since) : null, seen: true })
  }
  return new Map(
    [...groups].map(([name, { down, since }]) => [name, union(since === null ? down : [...down, { from: since, to }])]),
  )
}
