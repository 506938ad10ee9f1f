import type { ReactNode } from 'react'
import { Badge } from '../../ui/badge.tsx'
import { Card } from '../../ui/card.tsx'
import { Icon } from '../../ui/icon.tsx'
import type { Verdict } from '../chat/chat-view.ts'
import { sentence } from '../format/format.ts'
import type { Where } from '../guide/guide-state.ts'
import { useWatch, useWatchedAs } from '../guide/watch-context.tsx'
import type { Series } from './rows.ts'
import { TimeChart, type TimeChartProps } from './time-chart.tsx'
import { useSharedSpan } from './use-span.ts'

interface MetricCardProps extends Pick<TimeChartProps, 'unit' | 'format' | 'smallestTop' | 'area' | 'threshold'> {
  title: string
  /** Whose it is. */
  sub: string
  /** The value now, without its unit; null while it is not known. */
  value: string | null
  valueUnit: string
  verdict?: Verdict | null
  series: Series[]
  /** Why there is nothing new, in words; null while all is well. */
  problem: string | null
  /** In place of the chart when there is nothing to draw yet. */
  empty?: ReactNode
  /** The guide's name for this place, for one card of a group. */
  where?: Where
}

const CHART_HEIGHT = 116

/** One value, how it is against the baseline, and its last five minutes. */
export function MetricCard(props: MetricCardProps) {
  const { title, sub, value, valueUnit, verdict, series, problem, empty, where, ...chart } = props
  const { span, tints } = useSharedSpan()
  const { place } = useWatch()
  const watch = useWatchedAs(where ?? 'evidence')
  return (
    <Card title={title} sub={sub} ref={where && place(where)} watch={where ? watch : null} className="metric">
      <div className="row">
        <p className="big">
          {value ?? '–'} <small>{value === null ? '' : valueUnit}</small>
        </p>
        {problem ? (
          <Badge tone="warn">No new data</Badge>
        ) : (
          verdict && <Badge tone={verdict.tone}>{verdict.text}</Badge>
        )}
      </div>
      {empty ?? (
        <div className={problem ? 'stale' : ''}>
          <TimeChart label={title} series={series} span={span} tints={tints} height={CHART_HEIGHT} {...chart} />
        </div>
      )}
      {problem && (
        <p className="note cut" title={problem}>
          <Icon name="warn" className="warn" /> {sentence(problem)}
        </p>
      )}
    </Card>
  )
}
