import type { Run } from '@chat-demo/engine'
import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { activeSeconds, isOpen, runBadge } from '../chaos/run-words.ts'
import { clock, duration } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { useNow } from '../live/live-context.tsx'
import { useLive } from '../live/query.ts'
import { EvidenceTable } from './evidence-table.tsx'
import { Exports } from './exports.tsx'
import { Felt } from './felt.tsx'
import { Curves, Moments } from './kept.tsx'
import { Neighbours } from './neighbours.tsx'
import { ProofTable } from './proof-table.tsx'
import { reportOf } from './report.ts'
import { Timeline } from './timeline.tsx'
import { useFilm } from './use-film.ts'

/** What a run promised and what was measured: for those who were there, and those who were not. */
export function RunReport({ run }: { run: Run }) {
  const now = useNow()
  const film = useFilm(run, now)
  const runs = useLive(state => state.runs)
  const report = reportOf(run, runs, film)
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
            <Neighbours report={report} runs={runs} />
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
        {film?.traffic && <Fact title="Traffic">{film.traffic}</Fact>}
        <Fact title="Change">
          <span className="mono">{run.change}</span>
        </Fact>
        <Fact title="Run">
          <span className="mono">{run.id}</span>
        </Fact>
      </dl>
      <Timeline timeline={report.timeline} run={run} />
      <div className="report-row">
        <EvidenceTable run={run} promises={report.promises} />
        <Felt run={run} report={report} />
      </div>
      <Curves report={report} />
      <Moments report={report} />
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
