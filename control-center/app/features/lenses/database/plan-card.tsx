import type { PlanAnswer, PlanRow, PlanView } from '../../../platform/lenses/database/model.ts'
import { Card } from '../../../ui/card.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { Meter } from '../../../ui/meter.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { count, decimal, percent, shortCount } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { Answered, Nothing } from '../answered.tsx'
import { TraceLink } from '../trace-link.tsx'
import { useInsight } from '../use-insight.ts'

const EVERY_MS = 30_000

/** How PostgreSQL means to run the chosen statement. */
export function PlanCard({ signature }: { signature: string | null }) {
  const insight = useInsight<PlanAnswer>(signature === null ? null : `/database/plans/${signature}`, EVERY_MS)
  const query = signature === null ? '' : `@db.query_signature:${signature}`
  const link = useDatadogLink({ to: 'database', page: 'samples', query }, '4h')
  return (
    <Card
      title="Estimated plan"
      sub="EXPLAIN of the chosen query"
      className="plan"
      scrolls
      end={link && <DatadogLink {...link} title="Plan" />}
    >
      {signature === null ? (
        <Nothing title="No query chosen">Choose one of the queries above.</Nothing>
      ) : (
        <Answered insight={insight}>
          {answer =>
            answer.found ? <Found answer={answer} /> : <Nothing title="No plan of this query">{answer.why}</Nothing>
          }
        </Answered>
      )}
    </Card>
  )
}

function Found({ answer: { plan, at, statement, traceId } }: { answer: Extract<PlanAnswer, { found: true }> }) {
  const timeZone = useTimeZone()
  return (
    <>
      <p className="mono statement">{statement}</p>
      <Tree plan={plan} />
      {plan.says && (
        <p className="row mid">
          <Icon name="warn" className="warn" /> {plan.says}
        </p>
      )}
      <p className="note">
        Explained at {timeOfDay(at, timeZone)}, whole cost {decimal(plan.cost)}. It was estimated, not run.
        {traceId && (
          <>
            {' '}
            The statement belongs to trace <TraceLink id={traceId} of="the explained statement" />.
          </>
        )}
      </p>
    </>
  )
}

function Tree({ plan }: { plan: PlanView }) {
  return (
    <table className="tbl d">
      <thead>
        <tr>
          <th scope="col">step</th>
          <th scope="col" className="num">
            rows expected
          </th>
          <th scope="col" className="num">
            cost
          </th>
          <th scope="col" className="num">
            own cost
          </th>
          <th scope="col">share of cost</th>
        </tr>
      </thead>
      <tbody>
        {plan.rows.map(row => (
          <Step key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  )
}

function Step({ row }: { row: PlanRow }) {
  const words = `${row.node} ${row.detail}`
  return (
    <tr>
      <td className="cut fill" title={words}>
        <span className="mono dim" aria-hidden="true">
          {row.depth > 0 ? `${'\u00a0\u00a0'.repeat(row.depth - 1)}└ ` : ''}
        </span>
        <span className="vh">Level {row.depth + 1}: </span>
        <b>{row.node}</b> <span className="mid">{row.detail}</span>
      </td>
      <td className="num mono">{row.rows === null ? '–' : count(row.rows)}</td>
      <td className="num mono">{costOf(row.cost)}</td>
      <td className="num mono">{costOf(row.ownCost)}</td>
      <td className="share">
        <Meter
          part={row.share}
          tone={row.share > 0.5 ? 'warn' : undefined}
          label={`${percent(row.share)} of the cost`}
        />
        <span className="mono">{percent(row.share)}</span>
      </td>
    </tr>
  )
}

const costOf = (cost: number) => (cost < 10_000 ? decimal(cost) : shortCount(cost))
