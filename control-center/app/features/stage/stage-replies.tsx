import { TimeChart } from '../charts/time-chart.tsx'
import { useSharedSpan } from '../charts/use-span.ts'
import { decimal, sentence } from '../format/format.ts'
import { useLive } from '../live/query.ts'
import { StageMain } from './parts.tsx'
import { useStageUnit } from './use-unit.ts'

const CHART_UNITS = 38

/** What the chat tells itself: replies per second. */
export function StageReplies() {
  const chat = useLive(state => state.chat)
  const { span, tints } = useSharedSpan()
  const unit = useStageUnit()
  const newest = chat.history.at(-1)?.answeredPerSecond ?? null
  return (
    <StageMain
      title="Replies"
      sub="of the chat, per second"
      value={newest === null ? '–' : decimal(newest)}
      unit="/s"
      badge={chat.waiting > 0 ? { tone: 'plain', text: `${chat.waiting} waiting` } : null}
      sentence={chat.problem ? sentence(chat.problem) : `${chat.lost} questions lost.`}
    >
      <TimeChart
        label="Replies per second"
        series={[
          {
            key: 'answered',
            name: 'answered',
            of: 'frontend',
            points: chat.history.map(({ at, answeredPerSecond }) => ({ at: Date.parse(at), value: answeredPerSecond })),
          },
        ]}
        span={span}
        tints={tints}
        height={unit * CHART_UNITS}
        unit="/s"
        format={value => `${decimal(value)} /s`}
        named
      />
    </StageMain>
  )
}
