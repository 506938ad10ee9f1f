import type { Run } from '@chat-demo/engine'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { activeSeconds, isOpen, runBadge } from '../chaos/run-words.ts'
import { clock, count, duration } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { EvidenceTable } from './evidence-table.tsx'
import { Exports } from './exports.tsx'
import { ProofTable } from './proof-table.tsx'
import { reportOf } from './report.ts'
import { Timeline } from './timeline.tsx'

/** What a run promised and what was measured: for those who were there, and those who were not. */
export function RunReport({ run }: { run: Run }) {
  const report = reportOf(
    run,
    useLive(state => state.runs),
  )
  const now = useNow()
  const timeZone = useTimeZone()
  const badge = runBadge(run, now)
  const moment = (at: string | null) => (at ? momentOf(at, now, timeZone) : '–')
  return (
    <main className="report">
      <header>
        <div className="row between">
          <h1 className="verdict">{report.headline}</h1>
          <span className="row">
            <Badge tone={badge.tone} icon={badge.icon}>
              {badge.text}
            </Badge>
            <Exports id={run.id} />
          </span>
        </div>
        <p className="mid">{report.summary}</p>
      </header>
      <dl className="facts">
        <Fact title="Injected" more={`by ${run.startedBy}`}>
          {moment(run.activeAt ?? run.startedAt)}
        </Fact>
        <Fact title="Active for">
          {isOpen(run) ? clock(activeSeconds(run, now)) : duration(activeSeconds(run, now))}
        </Fact>
        <Fact title="Healed at" more={run.healedBy ? `by ${run.healedBy}` : undefined}>
          {moment(run.healRequestedAt)}
        </Fact>
        <Fact title="Time to recover">{run.recoverySeconds === null ? '–' : duration(run.recoverySeconds)}</Fact>
        <Fact title="Change">
          <span className="mono">{run.change}</span>
        </Fact>
        <Fact title="Run">
          <span className="mono">{run.id}</span>
        </Fact>
      </dl>
      <Timeline timeline={report.timeline} />
      <div className="report-row">
        <EvidenceTable run={run} promises={report.promises} />
        <Felt run={run} />
      </div>
      <ProofTable run={run} />
    </main>
  )
}

function Fact({ title, more, children }: { title: string; more?: string; children: ReactNode }) {
  return (
    <div>
      <dt className="label">{title}</dt>
      <dd className="b">
        {children} {more && <span className="note">{more}</span>}
      </dd>
    </div>
  )
}

/** The chat's own counters over the run. */
function Felt({ run }: { run: Run }) {
  const { requests } = run
  return (
    <Card title="What users felt" sub={requests ? `of ${count(requests.accepted)} questions in the run` : undefined}>
      {requests ? (
        <dl className="counts three">
          <Count value={requests.timedOut} title="timed out: asked, no reply within 15 s" />
          <Count value={requests.answered} title="answered, some of them late" />
          <Count value={requests.lost} title="lost: accepted, and neither answered nor failed nor waiting" />
          <Count value={requests.failed} title="failed, with the reason shown" />
          <Count value={requests.waiting} title="still waiting" />
        </dl>
      ) : (
        <p className="note">The chat could not be asked for its counters during this run.</p>
      )}
    </Card>
  )
}

function Count({ value, title }: { value: number; title: string }) {
  return (
    <div>
      <dd className="figure">{count(value)}</dd>
      <dt className="label">{title}</dt>
    </div>
  )
}
