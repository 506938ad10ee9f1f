import { Button } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import { MetricCard } from '../charts/metric-card.tsx'
import { decimal, duration, perSecond } from '../format/format.ts'
import { useLive } from '../live/query.ts'
import { useTraffic } from '../traffic/use-traffic.ts'
import { isSilent, p95Limit, p95Verdict } from './chat-view.ts'

/** What users of the chat get: replies, time-outs, and how long a reply takes. */
export function ChatCards() {
  const chat = useLive(state => state.chat)
  const steady = useLive(state => state.steady)
  const silent = useLive(isSilent)
  const points = chat.history.map(point => ({ ...point, at: Date.parse(point.at) }))
  const last = points.at(-1)
  const empty = silent ? <NoTraffic /> : undefined
  const limit = p95Limit(steady)
  const timedOut = last?.timedOutPerSecond ?? null
  return (
    <>
      <MetricCard
        title="Replies"
        sub="worker"
        value={numberOrNull(last?.answeredPerSecond)}
        valueUnit="/s"
        unit=" /s"
        format={perSecond}
        series={[
          {
            key: 'answered',
            name: 'answered',
            of: 'worker',
            points: points.map(({ at, answeredPerSecond }) => ({ at, value: answeredPerSecond })),
          },
        ]}
        problem={chat.problem}
        empty={silent ? <NoTraffic act /> : undefined}
      />
      <MetricCard
        title="Timed out"
        sub="frontend, 504"
        where="chat"
        value={numberOrNull(timedOut)}
        valueUnit="/s"
        verdict={
          timedOut === null ? null : timedOut > 0 ? { tone: 'bad', text: 'Users wait' } : { tone: 'ok', text: 'None' }
        }
        unit=" /s"
        format={perSecond}
        series={[
          {
            key: 'timedOut',
            name: 'timed out',
            of: 'frontend',
            points: points.map(({ at, timedOutPerSecond }) => ({ at, value: timedOutPerSecond })),
          },
        ]}
        problem={chat.problem}
        empty={empty}
      />
      <MetricCard
        title="p95 reply time"
        sub="backend"
        {...p95Value(chat.p95Seconds)}
        verdict={p95Verdict(chat.p95Seconds, steady)}
        unit=" s"
        format={duration}
        threshold={limit === null ? undefined : { value: limit, label: duration(limit) }}
        series={[
          {
            key: 'p95',
            name: 'p95',
            of: 'backend',
            points: points.map(({ at, p95Seconds }) => ({ at, value: p95Seconds })),
          },
        ]}
        problem={chat.problem}
        empty={empty}
      />
    </>
  )
}

function numberOrNull(value: number | null | undefined): string | null {
  return value === null || value === undefined ? null : decimal(value)
}

function p95Value(seconds: number | null): { value: string | null; valueUnit: string } {
  if (seconds === null) return { value: null, valueUnit: '' }
  const [value = '', ...unit] = duration(seconds).split('\u00a0')
  return { value, valueUnit: unit.join(' ') }
}

/** One of the cards has the button; the others only say why they are empty. */
function NoTraffic({ act = false }: { act?: boolean }) {
  const change = useTraffic()
  return (
    <div className="msg">
      <Icon name="circle" className="dim" />
      <b>No questions in 5 min</b>
      <span className="mid">Turn on traffic to see a line.</span>
      {act && (
        <Button small hint="T" busy={change.isPending} onClick={() => change.mutate('light')}>
          Light traffic
        </Button>
      )}
    </div>
  )
}
