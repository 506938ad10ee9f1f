import type { Run } from '@chat-demo/engine'
import { Link } from '@remix-run/react'
import { Badge } from '../../ui/badge.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { activeSeconds, promisesKept, runBadge } from '../chaos/run-words.ts'
import { count, duration } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { useNow } from '../live/live-context.tsx'

export function RunsTable({ runs }: { runs: Run[] }) {
  const now = useNow()
  const timeZone = useTimeZone()
  return (
    <div className="scroll-x">
      <table className="tbl">
        <thead>
          <tr>
            <th>Run</th>
            <th>State</th>
            <th>Injected</th>
            <th>By</th>
            <th>Change</th>
            <th className="num">Active for</th>
            <th className="num">Promises kept</th>
            <th className="num">Recovered in</th>
            <th className="num">Timed out</th>
            <th className="num">Lost</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => {
            const badge = runBadge(run, now)
            return (
              <tr key={run.id}>
                <td>
                  <Link to={`/runs/${encodeURIComponent(run.id)}`} prefetch="intent">
                    {run.title}
                  </Link>
                </td>
                <td>
                  <Badge tone={badge.tone} icon={badge.icon}>
                    {badge.text}
                  </Badge>
                </td>
                <td className="mono">{momentOf(run.activeAt ?? run.startedAt, now, timeZone)}</td>
                <td className="mid">{run.startedBy}</td>
                <td className="mono mid">{run.change}</td>
                <td className="num mono">{duration(Math.floor(activeSeconds(run, now)))}</td>
                <td className="num">
                  {promisesKept(run)} of {run.evidence.length}
                </td>
                <td className="num mono">{run.recoverySeconds === null ? '–' : duration(run.recoverySeconds)}</td>
                <td className="num">{run.requests ? count(run.requests.timedOut) : '–'}</td>
                <td className="num">{run.requests ? count(run.requests.lost) : '–'}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </div>
  )
}
