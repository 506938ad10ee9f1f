import type { Run } from '@chat-demo/engine'
import { Link } from '@remix-run/react'
import { Badge } from '../../ui/badge.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { duration } from '../format/format.ts'
import { momentOf } from '../format/time.ts'
import { useNow } from '../live/live-context.tsx'

/** Lines that fit under the list; the page of runs has all. */
const SHOWN = 5

export function RecentRuns({ runs }: { runs: Run[] }) {
  const timeZone = useTimeZone()
  const now = useNow()
  if (runs.length === 0) return null
  return (
    <section className="foot">
      <h2 className="h">
        Recent runs
        <Link className="end" to="/runs">
          All runs
        </Link>
      </h2>
      <table className="tbl d">
        <tbody>
          {runs.slice(0, SHOWN).map(run => (
            <tr key={run.id}>
              <td className="cut fill">
                <Link to={`/runs/${encodeURIComponent(run.id)}`}>{run.title}</Link>
              </td>
              <td className="mono dim">{momentOf(run.startedAt, now, timeZone)}</td>
              <td className="num">
                <Badge tone={run.state === 'healed' ? 'ok' : 'bad'}>
                  {run.state === 'healed' && run.recoverySeconds !== null
                    ? duration(run.recoverySeconds)
                    : 'Not healed'}
                </Badge>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
