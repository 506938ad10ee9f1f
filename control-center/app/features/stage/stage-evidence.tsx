import { Icon, type IconName } from '../../ui/icon.tsx'
import { type EvidenceView, evidenceView } from '../chaos/evidence-view.ts'
import { useNow } from '../live/live-context.tsx'
import { leftWords } from '../tour/gate-list.tsx'
import { useTour } from '../tour/tour-context.tsx'
import { useStageRun } from './use-stage-run.ts'

interface Item {
  title: string
  detail: string
  icon: IconName
  tone: string
  said: string
}

const LOOKS: Record<EvidenceView['state'], Omit<Item, 'title' | 'detail'>> = {
  seen: { icon: 'ok', tone: 'ok', said: 'seen' },
  late: { icon: 'warn', tone: 'warn', said: 'seen late' },
  waiting: { icon: 'clock', tone: 'mid', said: 'waiting' },
  overdue: { icon: 'warn', tone: 'warn', said: 'overdue' },
  missed: { icon: 'unknown', tone: 'mid', said: 'not seen' },
}
const ROOM = 4

/** What proves it, with seconds: the promises of the run, else the gates of the step. */
export function StageEvidence() {
  const items = useItems()
  return (
    <ul className="st-evidence" aria-live="polite">
      {items.slice(0, ROOM).map(item => (
        <li key={item.title} className={item.tone}>
          <Icon name={item.icon} label={item.said} />
          <span>
            <b>{item.title}</b>
            <span className="cut" aria-live="off">
              {item.detail}
            </span>
          </span>
        </li>
      ))}
    </ul>
  )
}

function useItems(): Item[] {
  const run = useStageRun()
  const now = useNow()
  const { active } = useTour()
  if (run) {
    return run.evidence.map(evidence => {
      const { state, measured, promised } = evidenceView(evidence, run, now)
      const seen = state === 'seen' || state === 'late'
      const detail = seen ? `seen after ${measured}` : `${measured} ${promised}`
      return { title: evidence.title, detail, ...LOOKS[state] }
    })
  }
  const gates = active?.view.gates[active.current.step.id] ?? []
  return gates.map(gate => ({
    title: gate.title,
    detail: gate.promisedBy === null ? gate.detail : leftWords(gate, now),
    ...LOOKS[gate.green ? 'seen' : 'waiting'],
  }))
}
