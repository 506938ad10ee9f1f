import type { EvidenceSource, Run } from '@chat-demo/engine'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { wholeSeconds } from '../format/format.ts'
import type { Report } from './report.ts'
import { evidenceScale, evidenceVerdict } from './report-view.ts'

const SOURCES: Record<EvidenceSource, string> = {
  kubernetes: 'Kubernetes',
  rabbitmq: 'RabbitMQ',
  chat: 'the chat',
  datadog: 'Datadog',
}

export function EvidenceTable({ run, promises }: { run: Run; promises: Report['promises'] }) {
  const scale = evidenceScale(run.evidence)
  return (
    <Card title="Evidence: promised and measured" sub="seconds after the injection, the line is the promise">
      <div className="scroll-x">
        <table className="tbl mt-1">
          <thead>
            <tr>
              <th>Signal</th>
              <th>Seen in</th>
              <th className="num">Promised</th>
              <th className="num">Measured</th>
              <th className="bar">0 to {scale} s</th>
              <th>Verdict</th>
              <th>Best and worst</th>
              <th>What was seen</th>
            </tr>
          </thead>
          <tbody>
            {promises.map(evidence => {
              const verdict = evidenceVerdict(evidence, run)
              const seen = evidence.seenAfterSeconds
              const tone = verdict.tone === 'ok' ? 'ok' : 'warn'
              return (
                <tr key={evidence.signal}>
                  <td className="b">{evidence.title}</td>
                  <td className="mid">{SOURCES[evidence.source]}</td>
                  <td className="num mono">{wholeSeconds(evidence.withinSeconds)}</td>
                  <td className="num mono">{seen === null ? '–' : wholeSeconds(seen)}</td>
                  <td className="bar">
                    <span className="trk">
                      {seen !== null && <i className={tone} style={{ width: `${(seen / scale) * 100}%` }} />}
                      <u style={{ left: `${(evidence.withinSeconds / scale) * 100}%` }} />
                    </span>
                  </td>
                  <td>
                    <Badge tone={verdict.tone}>{verdict.text}</Badge>
                  </td>
                  <td className="mid mono">
                    {evidence.best === null || evidence.worst === null
                      ? '–'
                      : `${wholeSeconds(evidence.best)}, ${wholeSeconds(evidence.worst)} of ${evidence.runs}`}
                  </td>
                  <td className="mid cut fill" title={evidence.why}>
                    {evidence.why}
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
    </Card>
  )
}
