import { useState } from 'react'
import {
  Area,
  Bar,
  CartesianGrid,
  ComposedChart,
  Line,
  ReferenceArea,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { AxisView, Marker } from '../../platform/widgets/model.ts'
import { useTimeZone } from '../../ui/time-zone.ts'
import { minuteTicks, niceTop } from '../charts/axis.ts'
import { Crosshair } from '../charts/crosshair.tsx'
import { EndLabels } from '../charts/end-labels.tsx'
import { rowsOf } from '../charts/rows.ts'
import { runMarks } from '../charts/run-marks.tsx'
import type { RunTint } from '../charts/run-tint.ts'
import { minuteOfDay } from '../format/time.ts'
import { type ChartSeries, topOf } from './chart-rows.ts'
import { divisorOf, type ValueStyle, valueText } from './value-format.ts'

export interface WidgetPlotProps {
  label: string
  series: ChartSeries[]
  /** Milliseconds; all charts of a page share it. */
  span: { from: number; to: number }
  stepMs: number
  tints: RunTint[]
  height: number
  axis: AxisView
  rightAxis: AxisView | null
  markers: Marker[]
  /** Room for the run's name above the plot. */
  named: boolean
  /** Names at the ends of the lines. */
  labelled: boolean
  /** How values are written. */
  style: ValueStyle
  /** Of the text against the usual 12 px: the stage is larger. */
  scale?: number
}

const AXIS_HEIGHT = 20
const NAME_HEIGHT = 18
/** Room of a label at a line's end: its swatch and about this much a letter. */
const END_LABEL_WIDTH = 30
const LETTER_WIDTH = 7.5
const DIGIT_WIDTH = 7
/** Pixels of air between two bars. */
const BAR_AIR = 2

export default function WidgetPlot(props: WidgetPlotProps) {
  const {
    label,
    series,
    span,
    stepMs,
    tints,
    height,
    axis,
    rightAxis,
    markers,
    named,
    labelled,
    style,
    scale = 1,
  } = props
  const write = (value: number, size?: number) => valueText(value, style, size)
  const timeZone = useTimeZone()
  const [width, setWidth] = useState(0)
  const left = series.filter(one => one.axis === 'left')
  const right = series.filter(one => one.axis === 'right')
  const top = axisTop(left, axis, markers, style)
  const rightTop = axisTop(right, rightAxis, [], style)
  const tick = (size: number) => (value: number) => (value === size ? write(value, size) : numberOf(write(value, size)))
  const widthOf = (size: number) =>
    8 + scale * DIGIT_WIDTH * Math.max(...ticksOf(size).map(value => tick(size)(value).length))
  const above = named ? NAME_HEIGHT * scale : 8
  const plotHeight = height - above - AXIS_HEIGHT * scale
  const longest = Math.max(...series.map(one => one.name.length), 0)
  const labelWidth = scale * Math.min(160, END_LABEL_WIDTH + LETTER_WIDTH * longest)
  const hasRight = rightAxis !== null && right.length > 0
  const margin = { top: above, right: labelled ? labelWidth : 4, bottom: 0, left: 0 }
  const axisWidth = widthOf(top)
  const plotWidth = width - axisWidth - margin.right - (hasRight ? widthOf(rightTop) : 0)
  const barSize = Math.max(1, (plotWidth * stepMs) / (span.to - span.from) - BAR_AIR)
  const yAxis = (id: 'left' | 'right', size: number) => (
    <YAxis
      yAxisId={id}
      orientation={id}
      domain={[id === 'left' ? (axis.min ?? 0) : 0, size]}
      allowDataOverflow
      ticks={ticksOf(size)}
      tickFormatter={tick(size)}
      width={widthOf(size)}
      interval={0}
      axisLine={false}
      tickLine={false}
    />
  )
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
          barCategoryGap={0}
        >
          {runMarks(tints, named, 'left')}
          <CartesianGrid vertical={false} horizontalValues={[top / 2, top]} yAxisId="left" />
          <XAxis
            dataKey="at"
            type="number"
            domain={[span.from, span.to]}
            allowDataOverflow
            ticks={minuteTicks(span.from, span.to, plotWidth / scale)}
            tickFormatter={at => minuteOfDay(at, timeZone)}
            interval={0}
            height={AXIS_HEIGHT * scale}
            tickSize={3}
          />
          {yAxis('left', top)}
          {hasRight && yAxis('right', rightTop)}
          {markers.map(marker => mark(marker, write, top))}
          {series.flatMap(one => draw(one, barSize, hasRight))}
          <Tooltip
            content={<Crosshair format={value => write(value)} several={series.length > 1} />}
            cursor={{ className: 'cross' }}
            isAnimationActive={false}
            offset={6}
            allowEscapeViewBox={{ x: false, y: true }}
          />
        </ComposedChart>
      </ResponsiveContainer>
      {labelled && (
        <EndLabels
          series={series}
          top={top}
          above={above}
          plotHeight={plotHeight}
          width={labelWidth - 6}
          lineHeight={16 * scale}
        />
      )}
    </>
  )
}

const ticksOf = (top: number) => [0, top / 2, top]

/** The number of a value that is written with its unit: the unit stands once, at the top. */
const numberOf = (text: string) => text.split('\u00a0')[0] ?? text

function axisTop(series: ChartSeries[], axis: AxisView | null, markers: Marker[], style: ValueStyle): number {
  if (axis?.max !== null && axis?.max !== undefined) return axis.max
  const largest = topOf(series)
  // A threshold far above everything would press the line to the floor.
  const near = markers.map(marker => marker.value).filter(value => value <= largest * 4 || largest === 0)
  const wanted = Math.max(largest, ...near)
  const divisor = divisorOf(wanted, style)
  return wanted > 0 ? niceTop(wanted / divisor, Number.MIN_VALUE) * divisor : divisor
}

function mark(marker: Marker, write: (value: number) => string, top: number) {
  const { low, value, tone, label, dashed } = marker
  const words = { value: label ?? write(value), position: placeOfLabel(value, top), className: 'thl' }
  const key = `${low} ${value}`
  if (low !== null) {
    return <ReferenceArea key={key} yAxisId="left" className={`band ${tone}`} y1={low} y2={value} ifOverflow="hidden" />
  }
  return (
    <ReferenceLine
      key={key}
      yAxisId="left"
      className={`thr ${dashed ? '' : 'whole'}`}
      y={value}
      label={words}
      ifOverflow="hidden"
    />
  )
}

/** Above its line, but not above the plot. */
const placeOfLabel = (value: number, top: number) =>
  value > top * 0.85 ? ('insideTopLeft' as const) : ('insideBottomLeft' as const)

function draw(one: ChartSeries, barSize: number, hasRight: boolean) {
  const { key, name, of, look } = one
  const common = { dataKey: key, name, isAnimationActive: false, yAxisId: hasRight ? one.axis : 'left' }
  if (look.display === 'bars') {
    return [<Bar key={key} {...common} className={`br ${look.dash} s-${of}`} stackId={one.axis} barSize={barSize} />]
  }
  const line = (
    <Line
      key={key}
      {...common}
      className={`ln ${look.dash} ${look.width} s-${of}`}
      type="linear"
      dot={false}
      activeDot={{ className: `dot s-${of}`, r: 4 }}
      connectNulls={false}
    />
  )
  if (look.display === 'line') return [line]
  return [
    <Area
      key={`${key} area`}
      {...common}
      className={`ar s-${of}`}
      type="linear"
      stroke="none"
      dot={false}
      activeDot={false}
      tooltipType="none"
    />,
    line,
  ]
}
