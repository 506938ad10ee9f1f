import type { ProofCheck, Run } from '@chat-demo/engine'
import { Badge } from '../../ui/badge.tsx'
import { Icon, type IconName } from '../../ui/icon.tsx'
import { Meter } from '../../ui/meter.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { outcomeTitle, runsWithCard } from '../chaos/run-words.ts'
import { clock, wholeSeconds } from '../format/format.ts'
import { timeOfDay } from '../format/time.ts'
import { useWatch, useWatchedAs } from '../guide/watch-context.tsx'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { type CheckView, checkView, type ProofView, proofView, runToProve } from './proof-view.ts'

/** The run whose recovery is on the page, or null. */
export function useRunToProve(): Run | null {
  const runs = useLive(state => state.runs)
  return runToProve(runsWithCard(runs, useNow()))
}

/** Time to recover, counting, and each condition with how long it has held. */
export function ProofCard({ run }: { run: Run }) {
  const now = useNow()
  const watch = useWatchedAs('proof')
  const { place } = useWatch()
  const view = proofView(run, now)
  if (!view) return null
  return (
    <section
      ref={place('proof')}
      tabIndex={-1}
      aria-label="Recovery proof"
      className={`card wide proof ${watch ? 'watch' : ''}`}
      data-watch={watch ?? undefined}
    >
      <TimeToRecover run={run} view={view} />
      <div>
        <p className="row between text-sm">
          <b>Recovery proof</b>
          <span className="note">after the heal, then held</span>
        </p>
        <ul>
          {run.proof.map(check => (
            <Check key={check.id} check={check} />
          ))}
        </ul>
      </div>
    </section>
  )
}

function TimeToRecover({ run, view }: { run: Run; view: ProofView }) {
  const timeZone = useTimeZone()
  const { seconds, counting, expectedAt } = view
  const healedAt = run.healRequestedAt ? timeOfDay(run.healRequestedAt, timeZone) : ''
  return (
    <div className="ttr-side">
      <p className="label">Time to recover</p>
      <p className="ttr">
        {clock(seconds)} <small>{counting ? 'and counting' : run.state === 'healed' ? 'proven' : 'not proven'}</small>
      </p>
      {expectedAt !== null && (
        <Meter
          part={seconds / (expectedAt * 1.15)}
          mark={1 / 1.15}
          tone="info"
          label={`${clock(seconds)} of about ${clock(expectedAt)}`}
          className="with-mark"
        />
      )}
      <p className="note">
        {expectedAt !== null && (
          <>
            Proven at <b className="mid">{clock(expectedAt)}</b> if nothing fails (mark).{' '}
          </>
        )}
        {counting && view.off.length > 0 && <>Still off: {view.off.join(', ')}. </>}
        {run.state === 'not-healed' && <>{outcomeTitle(run)}. </>}
        Heal at <span className="mono">{healedAt}</span>
        {run.healedBy && `, by ${run.healedBy}`}.
      </p>
      <p className="row mt-2">
        {run.state === 'healed' && <Badge tone="ok">Healed</Badge>}
        {run.state === 'not-healed' && <Badge tone="bad">Not healed</Badge>}
        {counting && <Badge tone="recovering">Recovering</Badge>}
        {run.requests && <Badge tone="plain">{run.requests.lost} lost</Badge>}
      </p>
    </div>
  )
}

const LOOKS: Record<CheckView['state'], { icon: IconName; tone: string; said: string }> = {
  proven: { icon: 'ok', tone: 'ok', said: 'proven' },
  holding: { icon: 'clock', tone: 'info', said: 'being proven' },
  off: { icon: 'warn', tone: 'warn', said: 'still off' },
}

function Check({ check }: { check: ProofCheck }) {
  const view = checkView(check)
  const look = LOOKS[view.state]
  return (
    <li className="pf">
      <Icon name={look.icon} label={look.said} className={look.tone} />
      <span className="cut">
        <b>{check.title}</b> <span className="dim">{check.now}</span>
      </span>
      <span className="mono t cut" title={`wanted: ${check.wanted}`}>
        {check.wanted}
      </span>
      <span className="trk">
        <i className={view.state === 'proven' ? 'ok' : ''} style={{ width: `${view.part * 100}%` }} />
      </span>
      <span className="mono h2">
        {view.state === 'proven' ? (
          <span className="ok">proven</span>
        ) : (
          <>
            <b>{wholeSeconds(check.ok ? check.heldSeconds : 0)}</b> of {wholeSeconds(check.ofSeconds)}
          </>
        )}
      </span>
    </li>
  )
}
