import type { Run } from '@chat-demo/engine'
import { Link } from '@remix-run/react'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Meter } from '../../ui/meter.tsx'
import { clock, duration } from '../format/format.ts'
import { useWatch, useWatchedAs } from '../guide/watch-context.tsx'
import { EvidenceList } from './evidence-list.tsx'
import { activeSeconds, isOpen, outcomeTitle, promisesKept, runBadge, selfHeal } from './run-words.ts'
import { useHealRun } from './use-chaos.ts'

const CARD_CLASS: Record<Run['state'], string> = {
  injecting: 'injecting',
  active: 'active',
  recovering: 'recovering',
  healed: 'healed',
  'not-healed': 'failed',
}

/** One run from its injection to what became of it. The `first` one is where the guide points for evidence. */
export function RunCard({ run, now, first }: { run: Run; now: number; first: boolean }) {
  const badge = runBadge(run, now)
  const { place } = useWatch()
  const words = useWatchedAs('evidence')
  const watch = first ? words : null
  return (
    <article
      ref={first ? place('evidence') : undefined}
      tabIndex={-1}
      className={`runcard ${CARD_CLASS[run.state]} ${watch ? 'watch' : ''}`}
      data-watch={watch ?? undefined}
      aria-label={`Run: ${run.title}`}
    >
      <div className="row">
        <h3 className="b cut">{run.title}</h3>
        <span className="end">
          <Badge tone={badge.tone} icon={badge.icon}>
            {badge.text}
          </Badge>
        </span>
      </div>
      <p className="note change">
        <span className="mono mid">{run.change}</span>
        {run.state === 'recovering' && `, was active ${clock(activeSeconds(run, now))}`}
      </p>
      {isOpen(run) ? <Open run={run} now={now} /> : <Ended run={run} />}
    </article>
  )
}

function Open({ run, now }: { run: Run; now: number }) {
  const heal = useHealRun()
  const left = selfHeal(run, now)
  return (
    <>
      <EvidenceList run={run} now={now} />
      {run.state === 'recovering' ? (
        <div className="row mt-2 text-sm">
          <span className="mid">This proves itself.</span>
          <Report run={run} />
        </div>
      ) : (
        <>
          <div className="row mt-2">
            <Button look="go" icon="undo" className="grow" busy={heal.isPending} onClick={() => heal.mutate(run)}>
              {run.state === 'injecting' ? 'Cancel and heal' : 'Heal this run'}
            </Button>
            <Report run={run} />
          </div>
          <div className="row self-heal">
            <span className="mid nowrap">
              Heals by itself in <b className="mono">{clock(left.seconds)}</b>
            </span>
            <Meter part={left.part} label={`${clock(left.seconds)} left`} className="grow" />
          </div>
        </>
      )}
    </>
  )
}

function Ended({ run }: { run: Run }) {
  const kept = `${promisesKept(run)} of ${run.evidence.length} promises kept`
  if (run.state === 'healed') {
    return (
      <div className="row">
        <p className="note grow">
          {run.recoverySeconds !== null && `${duration(run.recoverySeconds)} to recover, `}
          {kept}
          {run.requests && `, ${run.requests.lost} lost`}
        </p>
        <Report run={run} />
      </div>
    )
  }
  return (
    <>
      <p className="text-sm b">{outcomeTitle(run)}</p>
      {run.outcome && <p className="note">{run.outcome.detail}</p>}
      <div className="row mt-2">
        <Report run={run} />
      </div>
    </>
  )
}

function Report({ run }: { run: Run }) {
  return (
    <Link className="btn end" to={`/runs/${encodeURIComponent(run.id)}`} prefetch="intent">
      Report
    </Link>
  )
}
