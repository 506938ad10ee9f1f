import type { WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { Badge } from '../../ui/badge.tsx'
import { Icon } from '../../ui/icon.tsx'
import { useBoardPage, useRange } from './board-context.tsx'
import { chartSeries } from './chart-rows.ts'
import { Frame } from './frame.tsx'
import { chartHeight } from './sizes.ts'
import { type ValueStyle, valueParts, valueText } from './value-format.ts'
import { verdictOf } from './verdict.ts'
import { WidgetChart } from './widget-chart.tsx'

const VALUE_HEIGHT = 36

/** One value, how it is by its formats, and behind it how it came to be. */
export function ValueWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const { tints } = useBoardPage()
  const range = useRange(view)
  const data = state?.data?.kind === 'value' ? state.data : null
  const [formula] = view.formulas
  const style: ValueStyle = { unit: data?.unit ?? null, label: formula?.label ?? null, precision: view.precision }
  const value = data?.value ?? null
  const verdict = verdictOf(value, formula?.formats ?? [], limit => valueText(limit, { ...style, precision: null }))
  const parts = value === null ? null : valueParts(value, style)
  const series = data ? chartSeries(data, view.looks) : []
  const drawn = view.background !== null && series.length > 0
  return (
    <Frame view={view} state={state}>
      <div className="row value-row">
        <p className={`big ${drawn ? '' : 'alone'}`}>
          {parts ? `${parts.before}${parts.number}` : '–'} <small>{parts?.unit}</small>
        </p>
        {verdict?.tone === 'ok' && <Icon name="ok" label="OK" className="ok" />}
        {verdict && verdict.tone !== 'ok' && <Badge tone={verdict.tone}>{verdict.text}</Badge>}
      </div>
      {drawn && data && (
        <WidgetChart
          label={view.title}
          series={series}
          span={range}
          stepMs={data.stepMs}
          tints={tints}
          height={chartHeight(view.place) - VALUE_HEIGHT}
          axis={view.axis}
          rightAxis={null}
          markers={[]}
          named={false}
          labelled={false}
          style={{ ...style, precision: null }}
        />
      )}
    </Frame>
  )
}
