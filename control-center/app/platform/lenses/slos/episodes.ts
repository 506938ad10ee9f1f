import type { ItemsAnswer } from '../../datadog/calls.ts'
import type { MonitorState } from '../../widgets/model.ts'
import { alertEvent } from './calls.ts'
import type { Episode } from './model.ts'

interface Transition {
  at: string
  monitorId: string
  name: string
  group: string | null
  /** The state that begins. */
  to: MonitorState
  from: MonitorState | null
}

/** `[Triggered on {service:worker}] Name`, `[Re-Triggered] Name`. */
const TITLE = /^\[(?:Re-)?(Triggered|Alert|Warn|No data|Recovered)(?: on \{(.*?)\})?\]\s*(.*)$/i

const BEGINS: Record<string, MonitorState> = {
  triggered: 'Alert',
  alert: 'Alert',
  warn: 'Warn',
  'no data': 'No Data',
  recovered: 'OK',
}
const STATES: MonitorState[] = ['Alert', 'Warn', 'No Data', 'OK']

function transitionsOf(answer: ItemsAnswer): Transition[] {
  const found = answer.data.flatMap(({ attributes }): Transition[] => {
    const event = alertEvent.safeParse(attributes)
    if (!event.success) return []
    const { title, monitor_id: id, monitor } = event.data.attributes
    const [, word = '', group, name = ''] = TITLE.exec(title) ?? []
    const to = BEGINS[word.toLowerCase()]
    const monitorId = id ?? monitor?.id
    if (!to || monitorId == null) return []
    const told = monitor?.transition?.from_state
    return [
      {
        at: event.data.timestamp,
        monitorId: String(monitorId),
        name: monitor?.name || name,
        group: group ?? null,
        to,
        from: STATES.find(state => state.toLowerCase() === told?.toLowerCase()) ?? null,
      },
    ]
  })
  return found.sort((a, b) => Date.parse(a.at) - Date.parse(b.at))
}

/** Times in which monitors were not OK, newest first, made of the events that say that one changed. */
export function episodesOf(answer: ItemsAnswer): Episode[] {
  const episodes: Episode[] = []
  const open = new Map<string, Episode>()
  const seen = new Set<string>()
  for (const { at, monitorId, name, group, to, from } of transitionsOf(answer)) {
    const key = `${monitorId} ${group ?? ''}`
    const episode = (state: MonitorState, begin: string | null, end: string | null): Episode => {
      const made = { id: `${key} ${at}`, monitorId, name, group, state, from: begin, to: end }
      episodes.push(made)
      return made
    }
    const running = open.get(key)
    // Told again while it lasts: nothing begins.
    if (running?.state === to) continue
    if (running) running.to = at
    else if (!seen.has(key) && to === 'OK') episode(from && from !== 'OK' ? from : 'Alert', null, at)
    seen.add(key)
    open.delete(key)
    if (to !== 'OK') open.set(key, episode(to, at, null))
  }
  return episodes.sort((a, b) => begin(b) - begin(a))
}

const begin = ({ from, to }: Episode) => Date.parse(from ?? to ?? '')
