import type { ActivityView, SessionView, WaitNode } from '../../../platform/lenses/database/model.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { duration } from '../../format/format.ts'
import { timeOfDay } from '../../format/time.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { Answered, Nothing } from '../answered.tsx'
import { TraceLink } from '../trace-link.tsx'
import { useInsight } from '../use-insight.ts'

const EVERY_MS = 2_000

/** Who waits for whom right now, as the newest sample of the sessions has it. */
export function WaitsCard() {
  const insight = useInsight<ActivityView>('/database/activity', EVERY_MS)
  const link = useDatadogLink({ to: 'database', page: 'samples', query: '' }, '15m')
  const view = insight.data
  const sub = view && view.waiting > 0 ? `${view.waiting} blocked by ${view.roots.length}` : 'right now'
  return (
    <Card
      title="Who waits for whom"
      sub={sub}
      className="waits"
      scrolls
      end={link && <DatadogLink {...link} title="Blocking" />}
    >
      <Answered insight={insight}>{answer => <Waits view={answer} />}</Answered>
    </Card>
  )
}

function Waits({ view }: { view: ActivityView }) {
  const timeZone = useTimeZone()
  if (view.sampledAt === null) {
    return (
      <Nothing title="Nobody waits">
        No session was busy in the last seconds. Start the database slowdown, or turn on more traffic.
      </Nothing>
    )
  }
  const at = timeOfDay(view.sampledAt, timeZone)
  if (view.roots.length === 0) {
    return (
      <Nothing title="Nobody waits">
        {view.busy === 1 ? 'One session was' : `${view.busy} sessions were`} busy at {at}, none behind a lock. Start the
        database slowdown to see one.
      </Nothing>
    )
  }
  return (
    <>
      <ul className="wait-tree">
        {view.roots.map(node => (
          <Node key={node.pid} node={node} under={null} />
        ))}
      </ul>
      <p className="note">Sampled at {at}. Reads pass a lock on rows; whoever writes the same waits.</p>
    </>
  )
}

function Node({ node, under }: { node: WaitNode; under: number | null }) {
  const { session, pid, behind, alsoBehind } = node
  const below = countOf(node)
  return (
    <li>
      <div className={`wait ${under === null ? 'root' : ''} s-${session?.owner ?? 'ink'}`}>
        <p className="row">
          <i className="own" aria-hidden="true" />
          <b>{session?.application ?? 'Somebody'}</b> <span className="mono dim">pid {pid}</span>
          {session?.traceId && <TraceLink id={session.traceId} of={`${session.application}, pid ${pid}`} />}
          <span className="end">
            {under === null ? (
              <Badge tone="bad" icon="lock">
                Blocks {below}
              </Badge>
            ) : (
              <Badge tone="warn" icon="clock">
                Waits{session?.seconds == null ? '' : ` ${duration(session.seconds)}`}
              </Badge>
            )}
          </span>
        </p>
        {session ? (
          <p className="mono cut" title={session.statement}>
            {session.statement}
          </p>
        ) : (
          <p className="note">It was not in the sample: another database, or a process of the server.</p>
        )}
        {session && <p className="note">{wordsOf(session, under, alsoBehind)}</p>}
      </div>
      {behind.length > 0 && (
        <ul>
          {behind.map(child => (
            <Node key={child.pid} node={child} under={pid} />
          ))}
        </ul>
      )}
    </li>
  )
}

function wordsOf(session: SessionView, under: number | null, alsoBehind: readonly number[]): string {
  const parts = [
    under === null
      ? `Its transaction is ${session.transactionSeconds === null ? '' : `${duration(session.transactionSeconds)} `}old. State: ${session.state}`
      : `Waits for ${[under, ...alsoBehind].join(' and ')}`,
  ]
  if (session.wait) parts.push(session.wait)
  return `${parts.join(', ')}.`
}

const countOf = (node: WaitNode): number => node.behind.reduce((sum, child) => sum + 1 + countOf(child), 0)
