import type { Run } from '@chat-demo/engine'
import { Card } from '../../ui/card.tsx'
import { wholeSeconds } from '../format/format.ts'
import type { ReportMoment } from './report.ts'
import { type Lane, layOut } from './timeline-layout.ts'

const percent = (part: number) => `${(part * 100).toFixed(2)}%`

/** What happened when, one lane per place where it was seen. */
export function Timeline({ timeline, run }: { timeline: ReportMoment[]; run: Run }) {
  const { lanes, ticks, place } = layOut(timeline)
  const from = Date.parse(run.activeAt ?? run.startedAt)
  const at = (time: string | null) => (time === null ? null : place((Date.parse(time) - from) / 1000))
  const [healed, ended] = [at(run.healRequestedAt), at(run.endedAt)]
  const tint = (className: string, begin: number, end: number) => (
    <i className={className} style={{ left: percent(begin), width: percent(Math.max(0, end - begin)) }} />
  )
  return (
    <Card title="Timeline" sub="seconds after the injection; red: fault active, amber: recovering">
      <div className="scroll-x">
        <div className="lanes">
          <div className="tints" aria-hidden="true">
            {tint('run', place(0), healed ?? ended ?? 1)}
            {healed !== null && tint('run rec', healed, ended ?? 1)}
          </div>
          <dl>
            {lanes.map(lane => (
              <LaneRow key={lane.lane} lane={lane} />
            ))}
          </dl>
          <div className="ticks dim" aria-hidden="true">
            {ticks.map(({ seconds, x }) => (
              <span key={seconds} style={{ left: percent(x) }}>
                {wholeSeconds(seconds)}
              </span>
            ))}
          </div>
        </div>
      </div>
    </Card>
  )
}

function LaneRow({ lane: { lane, rows, moments } }: { lane: Lane }) {
  return (
    <div>
      <dt className="mid">{lane}</dt>
      <dd style={{ height: `${rows * 1.25 + 0.5}rem` }}>
        {moments.map(({ at, what, afterSeconds, x, row, side, tone }) => (
          <span
            key={`${at} ${what}`}
            className={`at ${tone} ${side ?? 'bare'}`}
            style={{ left: percent(x), top: `${row * 1.25 + 0.25}rem` }}
            title={`${what}, ${wholeSeconds(afterSeconds)}`}
          >
            <i />
            <span className={side === null ? 'vh' : ''}>{what}</span>
          </span>
        ))}
      </dd>
    </div>
  )
}
