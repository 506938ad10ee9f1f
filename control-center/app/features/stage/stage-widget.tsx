import type { WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { useBoard } from '../widgets/use-board.ts'
import { PLAIN, valueText } from '../widgets/value-format.ts'
import { WidgetChart } from '../widgets/widget-chart.tsx'
import { stageFigure } from './figures.ts'
import { StageMain, StageNote, StageRows } from './parts.tsx'
import { useStageRun } from './use-stage-run.ts'
import { useStageUnit } from './use-unit.ts'

const CHART_UNITS = 38
const NAMED_AT_END = 3

/** One of Datadog's widgets: its value, how it is, its chart with the run's shade. */
export function StageWidget({ dashboard, title }: { dashboard: string; title: string }) {
  const { state, page } = useBoard(dashboard, '5m', false)
  const views = state?.views.flatMap(view => [view, ...view.children]) ?? []
  const named = views.filter(one => one.title === title)
  const view = named.find(one => one.kind === 'timeseries' || one.kind === 'query_value') ?? named[0]
  const widget = view && state?.widgets[view.id]
  if (!view || !widget?.data)
    return <Nothing title={title} widget={widget} found={!state?.loaded || view !== undefined} />
  const { data } = widget
  if (data.kind === 'series' || data.kind === 'value') return <Plotted view={view} data={data} page={page} />
  return <Listed view={view} data={data} />
}

function Nothing({ title, widget, found }: { title: string; widget: WidgetState | undefined; found: boolean }) {
  const why = widget?.problem?.detail ?? (found ? 'Asking Datadog.' : 'The dashboard has no widget of this title.')
  return (
    <StageMain title={title} value="–">
      <StageNote>{why}</StageNote>
    </StageMain>
  )
}

interface PlottedProps {
  view: WidgetView
  data: Parameters<typeof stageFigure>[1]
  page: ReturnType<typeof useBoard>['page']
}

function Plotted({ view, data, page }: PlottedProps) {
  const run = useStageRun()
  const unit = useStageUnit()
  const { value, of, verdict, sentence, series, style } = stageFigure(view, data, run)
  const several = series.length > 1 && series.length <= NAMED_AT_END
  return (
    <StageMain
      title={view.title}
      sub={[of, 'last 5 minutes'].filter(Boolean).join(', ')}
      value={value ? `${value.before}${value.number}` : '–'}
      unit={value?.unit ?? ''}
      badge={verdict}
      sentence={sentence}
    >
      {series.length === 0 ? (
        <StageNote>No point yet.</StageNote>
      ) : (
        <WidgetChart
          label={view.title}
          series={series}
          span={page.range}
          stepMs={data.stepMs}
          tints={page.tints}
          height={unit * CHART_UNITS}
          scale={(unit * 1.625) / 12}
          axis={view.axis}
          rightAxis={view.rightAxis}
          markers={view.markers}
          named
          labelled={several}
          style={{ ...style, precision: null }}
        />
      )}
    </StageMain>
  )
}

type ListedData = Exclude<NonNullable<WidgetState['data']>, { kind: 'series' | 'value' }>

/** Lists and tables: how many, and the first of them. */
function Listed({ view, data }: { view: WidgetView; data: ListedData }) {
  const rows = linesOf(view, data)
  return (
    <StageMain title={view.title} value={String(rows.length)} unit={rows.length === 1 ? 'line' : 'lines'}>
      {rows.length === 0 ? (
        <StageNote>Nothing in the last 5 minutes.</StageNote>
      ) : (
        <StageRows rows={rows} label={view.title} />
      )}
    </StageMain>
  )
}

function linesOf(view: WidgetView, data: ListedData): Parameters<typeof StageRows>[0]['rows'] {
  if (data.kind === 'rows') {
    return data.rows.map(row => {
      const [formula] = view.formulas
      const style = { ...PLAIN, unit: data.units[0] ?? formula?.unit ?? null, label: formula?.label ?? null }
      const [value] = row.values
      const figure = value === null || value === undefined ? '' : valueText(value, style)
      return { key: row.groups.join(), tone: 'plain' as const, name: row.groups.at(-1) ?? 'all', detail: '', figure }
    })
  }
  if (data.kind === 'list') {
    return data.rows.map(row => {
      const [name, detail] = Object.values(row.cells).filter(cell => typeof cell === 'string')
      return { key: row.id, tone: 'plain' as const, name: String(name ?? ''), detail: String(detail ?? '') }
    })
  }
  if (data.kind === 'slos') {
    return data.rows.map(({ id, name, state, budget }) => ({
      key: id,
      tone: state === 'ok' ? ('ok' as const) : state === 'breached' ? ('bad' as const) : ('warn' as const),
      name,
      detail: '',
      figure: budget === null ? '–' : `${Math.round(budget)}\u00a0%`,
    }))
  }
  return data.rows.map(({ name, state }) => ({
    key: name,
    tone: state === 'OK' ? ('ok' as const) : state === 'Alert' ? ('bad' as const) : ('unknown' as const),
    name,
    detail: state,
  }))
}
