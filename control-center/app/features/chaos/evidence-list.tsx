import type { Run } from '@chat-demo/engine'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { type EvidenceView, evidenceView, seenCount } from './evidence-view.ts'

const LOOKS: Record<EvidenceView['state'], { icon: IconName; tone: string; bar: string; said: string }> = {
  seen: { icon: 'ok', tone: 'ok', bar: 'seen', said: 'seen' },
  late: { icon: 'warn', tone: 'warn', bar: 'late', said: 'seen late' },
  waiting: { icon: 'clock', tone: 'mid', bar: '', said: 'waiting' },
  overdue: { icon: 'warn', tone: 'warn', bar: 'late', said: 'overdue' },
  missed: { icon: 'unknown', tone: 'mid', bar: '', said: 'not seen' },
}

/** Each promise of a run: measured against promised. */
export function EvidenceList({ run, now }: { run: Run; now: number }) {
  if (run.evidence.length === 0) return null
  return (
    <>
      <p className="label row between">
        <span className="nowrap">Evidence, {seenCount(run)}</span>
        <span className="nowrap">of promised</span>
      </p>
      <ul>
        {run.evidence.map(evidence => {
          const view = evidenceView(evidence, run, now)
          const look = LOOKS[view.state]
          return (
            <li key={evidence.signal} className={`ev ${look.bar}`} title={evidence.why || undefined}>
              <Icon name={look.icon} label={look.said} className={look.tone} />
              <span className="of">
                <span>{evidence.title}</span>
                <span className="t">
                  <b>{view.measured}</b> {view.promised}
                </span>
              </span>
              <span className="track">
                <i style={{ width: `${Math.min(1, view.part) * 100}%` }} />
              </span>
            </li>
          )
        })}
      </ul>
    </>
  )
}
