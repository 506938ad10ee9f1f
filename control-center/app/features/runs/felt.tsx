import type { Run } from '@chat-demo/engine'
import { Card } from '../../ui/card.tsx'
import { count } from '../format/format.ts'
import type { Report } from './report.ts'

/** The chat's own counters over the run, and who noticed first. */
export function Felt({ run, report }: { run: Run; report: Report }) {
  const { requests } = run
  return (
    <Card title="What users felt" sub={requests ? `of ${count(requests.accepted)} questions in the run` : undefined}>
      {requests ? (
        <dl className="counts three">
          <Count value={requests.timedOut} title="timed out: asked, no reply within 15 s" />
          <Count value={requests.answered} title="answered, some of them late" />
          <Count value={requests.lost} title="lost: accepted, and neither answered nor failed nor waiting" />
          <Count value={requests.failed} title="failed, with the reason shown" />
          <Count value={requests.waiting} title="more are waiting than before" />
        </dl>
      ) : (
        <p className="note">The chat could not be asked for its counters during this run.</p>
      )}
      {report.firstToNotice && <p className="felt-first">{report.firstToNotice}</p>}
      {report.budget && <p className="felt-first">{report.budget}</p>}
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
