import { Badge } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { count, duration } from '../format/format.ts'
import { timeOfDay } from '../format/time.ts'
import { useLive } from '../live/query.ts'

/** Whether the system is as it was, and what that is compared with. */
export function Steady() {
  const steady = useLive(state => state.steady)
  const timeZone = useTimeZone()
  const { baseline } = steady
  return (
    <section aria-label="Steady state">
      <h2 className="h section">
        Steady state
        <span className="end">
          {steady.steady === null && <Badge tone="unknown">Not known</Badge>}
          {steady.steady === true && <Badge tone="ok">Steady</Badge>}
          {steady.steady === false && <Badge tone="warn">Not as before</Badge>}
        </span>
      </h2>
      <p className="note">
        {baseline
          ? `Baseline since ${timeOfDay(baseline.since, timeZone)}, ${count(baseline.messages)} messages: p95 ${duration(baseline.p95Seconds)}, at most ${count(baseline.queueMax)} waiting.`
          : `No baseline yet${steady.baselineProblem ? `: ${steady.baselineProblem}` : ''}. It needs traffic.`}
      </p>
      {steady.checks.length > 0 && (
        <table className="tbl d">
          <tbody>
            {steady.checks.map(check => (
              <tr key={check.id} title={`steady when: ${check.wanted}`}>
                <td>
                  <span className="row">
                    <Icon
                      name={check.ok ? 'ok' : 'warn'}
                      label={check.ok ? 'as before' : 'off'}
                      className={check.ok ? 'ok' : 'warn'}
                    />
                    {check.title}
                  </span>
                </td>
                <td className="num mono mid cut fill">{check.now}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
