import { useState } from 'react'
import {
  Area,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import { useTimeZone } from '../../ui/time-zone.ts'
import { minuteOfDay } from '../format/time.ts'
import { minuteTicks, niceTop } from './axis.ts'
import { Crosshair } from './crosshair.tsx'
import { EndLabels } from './end-labels.tsx'
import { largest, rowsOf } from './rows.ts'
import { runMarks } from './run-marks.tsx'
import type { TimeChartProps } from './time-chart.tsx'

const AXIS_HEIGHT = 20
const NAME_HEIGHT = 18
const END_LABEL_WIDTH = 88
/** Room of a digit of the axis labels at 12 px. */
const DIGIT_WIDTH = 7

export default function Plot(props: TimeChartProps) {
  const { label, series, span, tints, height, unit, format, smallestTop, area, threshold, named } = props
  const timeZone = useTimeZone()
  const [width, setWidth] = useState(0)
  const top = niceTop(Math.max(largest(series), threshold?.value ?? 0), smallestTop)
  const tickText = (value: number) => (value === top ? `${shortNumber(value)}${unit}` : shortNumber(value))
  const axisWidth = 8 + DIGIT_WIDTH * Math.max(...[0, top / 2, top].map(value => tickText(value).length))
  const several = series.length > 1
  const above = named ? NAME_HEIGHT : 6
  const plotHeight = height - above - AXIS_HEIGHT
  const margin = { top: above, right: several ? END_LABEL_WIDTH : 4, bottom: 0, left: 0 }
  return (
    <>
      <ResponsiveContainer width="100%" height={height} onResize={setWidth}>
        <ComposedChart
          className="ch"
          data={rowsOf(series)}
          margin={margin}
          syncId="live"
          syncMethod="value"
          title={label}
        >
          {runMarks(tints, named)}
          <CartesianGrid vertical={false} horizontalValues={[top / 2, top]} />
          <XAxis
            dataKey="at"
            type="number"
            domain={[span.from, span.to]}
            allowDataOverflow
            ticks={minuteTicks(span.from, span.to, width - axisWidth - margin.right)}
            tickFormatter={at => minuteOfDay(at, timeZone)}
            interval={0}
            height={AXIS_HEIGHT}
            tickSize={3}
          />
          <YAxis
            domain={[0, top]}
            ticks={[0, top / 2, top]}
            tickFormatter={tickText}
            width={axisWidth}
            interval={0}
            axisLine={false}
            tickLine={false}
          />
          {threshold && (
            <ReferenceLine
              className="thr"
              y={threshold.value}
              label={{ value: threshold.label, position: 'insideBottomLeft', className: 'thl' }}
            />
          )}
          {area &&
            series.map(({ key, of }) => (
              <Area
                key={key}
                dataKey={key}
                className={`ar s-${of}`}
                type="linear"
                stroke="none"
                dot={false}
                activeDot={false}
                isAnimationActive={false}
                tooltipType="none"
              />
            ))}
          {series.map(({ key, name, of }) => (
            <Line
              key={key}
              dataKey={key}
              name={name}
              className={`ln s-${of}`}
              type="linear"
              dot={false}
              activeDot={{ className: `dot s-${of}`, r: 4 }}
              connectNulls={false}
              isAnimationActive={false}
            />
          ))}
          <Tooltip
            content={<Crosshair format={format} several={several} />}
            cursor={{ className: 'cross' }}
            isAnimationActive={false}
            offset={6}
            allowEscapeViewBox={{ x: false, y: true }}
          />
        </ComposedChart>
      </ResponsiveContainer>
      {several && <EndLabels series={series} top={top} above={above} plotHeight={plotHeight} />}
    </>
  )
}

function shortNumber(value: number): string {
  return value >= 1000 ? `${value / 1000}\u00a0k` : String(Math.round(value * 100) / 100)
}
