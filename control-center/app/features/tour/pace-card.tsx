import { Badge } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { clock, wholeSeconds } from '../format/format.ts'
import { minuteOfDay } from '../format/time.ts'
import type { Pace } from './pacing.ts'

/** The clock of the tour against its plan, and what to leave out when it is late. */
export function PaceCard({ pace, paused }: { pace: Pace; paused: boolean }) {
  const timeZone = useTimeZone()
  const ends = minuteOfDay(pace.endsAt, timeZone)
  return (
    <>
      <div className="row pace-head mt-1">
        <span className="big">{clock(pace.elapsed)}</span>
        <span className="dim text-sm">of {clock(pace.target)}</span>
        <span className="end">
          <PaceBadge pace={pace} paused={paused} />
        </span>
      </div>
      <div
        className="pace"
        role="img"
        aria-label={`${clock(pace.elapsed)} of ${clock(pace.target)}, ${paceWords(pace)}`}
        style={{ gridTemplateColumns: pace.acts.map(act => `${act.target}fr`).join(' ') }}
      >
        {pace.acts.map(act => (
          <i key={act.title} className={act.state}>
            <b style={{ width: `${act.part * 100}%` }} />
          </i>
        ))}
        <u style={{ left: `${pace.plan * 100}%` }} />
      </div>
      <p className="note row between">
        <span>Mark: where the plan is</span>
        <span>Ends about {ends}</span>
      </p>
      {pace.leaveOut.length > 0 && (
        <p className="text-sm warn mt-1">
          <Icon name="warn" /> To be in time leave out{' '}
          {pace.leaveOut.map(({ step, number }) => `${number} ${step.title}`).join(', ')}.
        </p>
      )}
    </>
  )
}

function PaceBadge({ pace, paused }: { pace: Pace; paused: boolean }) {
  if (paused) {
    return (
      <Badge tone="recovering" icon="clock">
        Paused
      </Badge>
    )
  }
  return <Badge tone={pace.onPace || pace.behind < 0 ? 'ok' : 'warn'}>{paceWords(pace)}</Badge>
}

export function paceWords({ behind, onPace }: Pace): string {
  const seconds = wholeSeconds(Math.abs(behind))
  const side = Math.abs(behind) < 1 ? '' : behind > 0 ? `${seconds} behind` : `${seconds} ahead`
  if (!onPace) return side
  return side ? `On pace, ${side}` : 'On pace'
}
