import { Card } from '../../ui/card.tsx'
import { wholeSeconds } from '../format/format.ts'
import type { ReportMoment } from './report.ts'

/** What happened when, one line per place where it was seen. */
export function Timeline({ timeline }: { timeline: ReportMoment[] }) {
  const lanes = [...new Set(timeline.map(moment => moment.lane))]
  const last = Math.max(1, ...timeline.map(moment => moment.afterSeconds))
  return (
    <Card title="Timeline" sub="seconds after the injection">
      <dl className="timeline">
        {lanes.map(lane => (
          <div key={lane}>
            <dt className="mid">{lane}</dt>
            <dd>
              {timeline
                .filter(moment => moment.lane === lane)
                .map((moment, index) => (
                  <span
                    key={`${moment.at} ${moment.what}`}
                    className={index % 2 === 0 ? 'moment' : 'moment below'}
                    // The last words need room too.
                    style={{ left: `${Math.max(0, moment.afterSeconds / last) * 82}%` }}
                    title={`${moment.what}, ${wholeSeconds(moment.afterSeconds)}`}
                  >
                    {moment.what} <span className="dim mono">{wholeSeconds(moment.afterSeconds)}</span>
                  </span>
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
