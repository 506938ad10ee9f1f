import { Icon } from '../../ui/icon.tsx'
import { wholeSeconds } from '../format/format.ts'
import { useNow } from '../live/live-context.tsx'
import type { GateView } from './view.ts'

/** What turns a step green, each with what was seen or how long it may still take. */
export function GateList({ gates }: { gates: GateView[] }) {
  const now = useNow()
  return gates.map(gate => (
    <p key={gate.title} className={`gate ${gate.green ? 'ok' : 'mid'}`}>
      <Icon name={gate.green ? 'ok' : 'clock'} label={gate.green ? 'seen' : 'waiting'} />
      <span>
        {gate.title}
        <span className="dim block">{gate.promisedBy === null ? gate.detail : leftWords(gate, now)}</span>
      </span>
    </p>
  ))
}

/** `24 s left, promised within 60 s` */
export function leftWords({ promisedBy, detail }: GateView, now: number): string {
  const left = (Date.parse(promisedBy ?? '') - now) / 1000
  return left > 0 ? `${wholeSeconds(Math.ceil(left))} left, ${detail}` : `not yet, ${detail}`
}
