import type { WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { useBoardPage, useRange } from './board-context.tsx'
import { type ChartSeries, chartSeries } from './chart-rows.ts'
import { Frame } from './frame.tsx'
import { chartHeight } from './sizes.ts'
import { type ValueStyle, valueText } from './value-format.ts'
import { WidgetChart } from './widget-chart.tsx'

/** More lines than this are named in a legend: their ends have no room. */
const NAMED_AT_END = 3
const LEGEND_ROW = 18
const MAX_LEGEND_ROWS = 2

/** Lines, bars and areas over time. */
export function SeriesWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const { tints } = useBoardPage()
  const range = useRange(view)
  const data = state?.data?.kind === 'series' ? state.data : null
  const series = data ? chartSeries(data, view.looks) : []
  const style: ValueStyle = {
    unit: data?.series.find(one => one.unit)?.unit ?? null,
    label: view.formulas.find(formula => formula.label)?.label ?? view.axis.label,
    precision: null,
  }
  const lines = series.every(one => one.look.display !== 'bars' && one.axis === 'left')
  const small = (view.place?.width ?? 12) <= 3
  const labelled = lines && !small && series.length > 1 && series.length <= NAMED_AT_END
  const columns = columnsOf(view)
  const legend = series.length > 1 && !labelled
  const rows = legend ? Math.min(MAX_LEGEND_ROWS, Math.ceil(series.length / columns)) : 0
  return (
    <Frame view={view} state={state} sub={subOf(series, style)}>
      {data && (
        <WidgetChart
          label={view.title}
          series={series}
          span={range}
          stepMs={data.stepMs}
          tints={tints}
          height={chartHeight(view.place) - rows * LEGEND_ROW}
          axis={view.axis}
          rightAxis={view.rightAxis}
          markers={view.markers}
          named={!small}
          labelled={labelled}
          style={style}
        />
      )}
      {legend && <Legend series={series} style={style} columns={columns} rows={rows} values={!small} />}
    </Frame>
  )
}

const columnsOf = ({ place }: WidgetView) =>
  Math.max(1, Math.floor((place?.width ?? 4) / (place?.width === 4 ? 2 : 1.5)))

/** One series says its newest value beside the title: its line needs no name. */
function subOf(series: ChartSeries[], style: ValueStyle) {
  const [only] = series
  if (!only || series.length > 1 || only.newest === null) return undefined
  return <b className="mid">{valueText(only.newest, style)}</b>
}

interface LegendProps {
  series: ChartSeries[]
  style: ValueStyle
  columns: number
  rows: number
  values: boolean
}

/** Names beside their colours, the largest first, as many as have room. */
function Legend({ series, style, columns, rows, values }: LegendProps) {
  const room = rows * columns
  const sorted = [...series].sort((a, b) => (b.newest ?? 0) - (a.newest ?? 0))
  const shown = series.length > room ? sorted.slice(0, room - 1) : sorted
  const rest = sorted.slice(shown.length)
  return (
    <ul className="legend" style={{ gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
      {shown.map(one => (
        <li key={one.key} className={`s-${one.of}`} title={one.name}>
          <i className={`sw ${one.look.display} ${one.look.dash}`} />
          <span className="cut">{one.name}</span>
          {values && one.newest !== null && <b className="mono">{valueText(one.newest, style)}</b>}
        </li>
      ))}
      {rest.length > 0 && (
        <li className="dim" title={rest.map(one => one.name).join(', ')}>
          {rest.length} more
        </li>
      )}
    </ul>
  )
}
