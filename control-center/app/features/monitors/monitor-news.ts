import type { MonitorRow } from '../../platform/widgets/model.ts'
import type { ToastMessage } from '../toasts/toasts.tsx'

/** At most this many are said one by one; more at once are one sentence. */
const ONE_BY_ONE = 2

const TOLD = new Set(['Alert', 'Warn', 'OK', 'No Data'])

/** Monitors whose state changed between two looks, calmly: the worst first, and many at once together. */
export function monitorNews(before: readonly MonitorRow[], after: readonly MonitorRow[]): ToastMessage[] {
  const known = new Map(before.map(monitor => [monitor.id, monitor.state]))
  const changed = after.filter(({ id, state }) => known.has(id) && known.get(id) !== state && TOLD.has(state))
  if (changed.length > ONE_BY_ONE) return [together(changed)]
  return changed.map(({ id, name, state }) => ({
    tone: state === 'Alert' ? 'bad' : state === 'OK' ? 'ok' : 'warn',
    title: `Monitor: ${state === 'No Data' ? 'no data' : state}`,
    detail: `${name}, was ${known.get(id)}.`,
    calm: true,
  }))
}

function together(changed: MonitorRow[]): ToastMessage {
  const count = (state: MonitorRow['state']) => changed.filter(monitor => monitor.state === state).length
  const parts = (['Alert', 'Warn', 'No Data', 'OK'] as const).flatMap(state =>
    count(state) > 0 ? [`${count(state)} ${state}`] : [],
  )
  const tone = count('Alert') > 0 ? 'bad' : count('Warn') + count('No Data') > 0 ? 'warn' : 'ok'
  return { tone, title: `${changed.length} monitors changed`, detail: `Now ${parts.join(', ')}.`, calm: true }
}
