import { Card } from '../../ui/card.tsx'
import { MetricCard } from '../charts/metric-card.tsx'
import { TimeChart } from '../charts/time-chart.tsx'
import { useSharedSpan } from '../charts/use-span.ts'
import { queueVerdict } from '../chat/chat-view.ts'
import { count, perSecond, sentence } from '../format/format.ts'
import { useLive } from '../live/query.ts'

/** Messages that wait for a worker. */
export function QueueDepthCard() {
  const queue = useLive(state => state.queue)
  const steady = useLive(state => state.steady)
  return (
    <MetricCard
      title="Waiting messages"
      sub="queue"
      where="queue"
      value={queue.ready === null ? null : count(queue.ready)}
      valueUnit=""
      verdict={queueVerdict(queue.ready, steady)}
      unit=""
      format={count}
      smallestTop={4}
      area
      series={[
        {
          key: 'ready',
          name: 'ready',
          of: 'rabbitmq',
          points: queue.history.map(point => ({ at: Date.parse(point.at), value: point.ready })),
        },
      ]}
      problem={queue.problem}
    />
  )
}

const CHART_HEIGHT = 132

/** What goes in and what comes out: apart only while something is wrong. */
export function MessageFlowCard() {
  const queue = useLive(state => state.queue)
  const { span, tints } = useSharedSpan()
  const points = queue.history.map(point => ({ ...point, at: Date.parse(point.at) }))
  return (
    <Card
      title="Message flow"
      sub="chat.requests, messages per second"
      end={queue.consumers === null ? null : `${queue.consumers} ${queue.consumers === 1 ? 'consumer' : 'consumers'}`}
      className="half"
    >
      <div className={queue.problem ? 'stale' : ''}>
        <TimeChart
          label="Message flow"
          series={[
            {
              key: 'published',
              name: 'published',
              of: 'backend',
              points: points.map(({ at, publishedPerSecond }) => ({ at, value: publishedPerSecond })),
            },
            {
              key: 'delivered',
              name: 'delivered',
              of: 'worker',
              points: points.map(({ at, deliveredPerSecond }) => ({ at, value: deliveredPerSecond })),
            },
          ]}
          span={span}
          tints={tints}
          height={CHART_HEIGHT}
          unit=" /s"
          format={perSecond}
          named
        />
      </div>
      {queue.problem && <p className="note warn">{sentence(queue.problem)}</p>}
    </Card>
  )
}
