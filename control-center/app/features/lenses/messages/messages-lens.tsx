import type { FlowView } from '../../../platform/lenses/messages/types.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Card } from '../../../ui/card.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { perSecond } from '../../format/format.ts'
import { minuteOfDay } from '../../format/time.ts'
import { useLive } from '../../live/query.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { Answered, Nothing } from '../answered.tsx'
import { type Insight, useInsight } from '../use-insight.ts'
import { FlowDrawing } from './drawing.tsx'
import { figuresNow, hopsOf, queueVerdict } from './flow-state.ts'
import { HopsTable } from './hops-table.tsx'
import { useInjectedAt } from './use-injected-at.ts'

const EVERY_MS = 10_000

/** The way of a message: drawn, and beside it the same in figures, against what was usual. */
export function MessagesLens() {
  const run = useInjectedAt()
  const path = run ? `/messages/flow?${new URLSearchParams({ before: run.at })}` : '/messages/flow'
  const insight = useInsight<FlowView>(path, EVERY_MS)
  const link = useDatadogLink({ to: 'streams' }, '15m')
  return (
    <Card
      title="Path of a message"
      sub="producer, queue, consumer, and the reply back; time on an edge is p95 of a minute"
      className={`lens-messages ${run ? 'in-run' : ''}`}
      end={
        <>
          {run && (
            <Badge tone="brand">
              {run.title}
              {run.over ? ', recovering' : ' is active'}
            </Badge>
          )}
          {link && <DatadogLink {...link} title="Data streams" />}
        </>
      }
    >
      <Answered insight={insight}>{view => <Flow view={view} stale={isStale(insight)} />}</Answered>
    </Card>
  )
}

const isStale = ({ problem }: Insight<FlowView>) => problem !== null

function Flow({ view, stale }: { view: FlowView; stale: boolean }) {
  const queue = useLive(state => state.queue)
  const oldest = useLive(state => state.chat.oldestWaitingSeconds)
  const timeZone = useTimeZone()
  const now = figuresNow(view, queue, oldest)
  const hops = hopsOf(now, view.usual)
  const verdict = queueVerdict(now)
  const passed = Object.values(view.now).some(figure => figure !== null && figure > 0)
  if (!passed && (now.publishedPerSecond ?? 0) === 0 && (now.requestsReady ?? 0) === 0) {
    return (
      <Nothing title="No message in the last minute">
        Turn on traffic, or ask something in the chat. Datadog shows a message about 20 s after it passed.
      </Nothing>
    )
  }
  return (
    <div className={`flow-split ${stale ? 'stale' : ''}`}>
      <div className="flow-side">
        <FlowDrawing now={now} usual={view.usual} hops={hops} verdict={verdict} />
      </div>
      <div className="flow-side">
        <p className="row">
          <Badge tone={verdict.tone}>{verdict.words}</Badge>
          <span className="mid text-sm">
            {now.publishedPerSecond === null ? '' : `${perSecond(now.publishedPerSecond)} in`}
            {now.deliveredPerSecond === null ? '' : `, ${perSecond(now.deliveredPerSecond)} out`}
          </span>
        </p>
        <HopsTable hops={hops} now={now} />
        <p className="note">
          Usual is the ten minutes before {minuteOfDay(Date.parse(view.usualTo), timeZone)}. The queue’s own figures are
          RabbitMQ’s, all others Datadog’s.
        </p>
      </div>
    </div>
  )
}
