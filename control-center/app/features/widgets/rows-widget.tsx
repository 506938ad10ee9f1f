import type { FormulaView, UnitPair, WidgetData, WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { Frame } from './frame.tsx'
import { type ValueStyle, valueText } from './value-format.ts'
import { verdictOf } from './verdict.ts'

type Rows = Extract<WidgetData, { kind: 'rows' }>

/** Largest first, each with a bar of its part of the first. */
export function ToplistWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const data = state?.data?.kind === 'rows' ? state.data : null
  const largest = largestOf(data, 0)
  const style = styleOf(view.formulas[0], data?.units[0])
  return (
    <Frame view={view} state={state} scrolls>
      <ol className="toplist">
        {data?.rows.map(row => (
          <li key={row.groups.join()} className={`s-${row.owner}`}>
            <span className="cut" title={row.groups.join(', ')}>
              {row.groups.join(', ') || 'all'}
            </span>
            <b className="mono">{written(row.values[0], style)}</b>
            <i className="part" style={{ width: `${partOf(row.values[0], largest) * 100}%` }} />
          </li>
        ))}
      </ol>
    </Frame>
  )
}

/** Groups in rows, formulas in columns. */
export function TableWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const data = state?.data?.kind === 'rows' ? state.data : null
  return (
    <Frame view={view} state={state} scrolls>
      {data && (
        <table className="tbl d">
          <thead>
            <tr>
              {data.groups.map(group => (
                <th key={group} scope="col">
                  {group.replaceAll('_', ' ')}
                </th>
              ))}
              {view.formulas.map(formula => (
                <th key={formula.name} scope="col" className="num">
                  {formula.name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.rows.map(row => (
              <tr key={row.groups.join()} className={`s-${row.owner}`}>
                {row.groups.map((group, index) => (
                  <td
                    key={data.groups[index]}
                    className={index === row.groups.length - 1 ? 'cut fill' : ''}
                    title={group}
                  >
                    {index === 0 && <i className="dotmark" />} {group}
                  </td>
                ))}
                {view.formulas.map((formula, column) => (
                  <Cell
                    key={formula.name}
                    formula={formula}
                    data={data}
                    column={column}
                    value={row.values[column] ?? null}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Frame>
  )
}

function Cell({
  formula,
  data,
  column,
  value,
}: {
  formula: FormulaView
  data: Rows
  column: number
  value: number | null
}) {
  const style = styleOf(formula, data.units[column])
  const verdict = verdictOf(value, formula.formats, limit => valueText(limit, style))
  return (
    <td className={`num mono ${verdict && verdict.tone !== 'ok' ? verdict.tone : ''}`} title={verdict?.text}>
      {written(value, style)}
      {formula.cell === 'bar' && (
        <span className="cellbar" aria-hidden="true">
          <i style={{ width: `${partOf(value, largestOf(data, column)) * 100}%` }} />
        </span>
      )}
    </td>
  )
}

const styleOf = (formula: FormulaView | undefined, unit: UnitPair | undefined): ValueStyle => ({
  unit: formula?.unit ?? unit ?? null,
  label: formula?.label ?? null,
  precision: null,
})

const written = (value: number | null | undefined, style: ValueStyle) =>
  value === null || value === undefined ? '–' : valueText(value, style)

const largestOf = (data: Rows | null, column: number) =>
  Math.max(0, ...(data?.rows ?? []).map(row => row.values[column] ?? 0))

const partOf = (value: number | null | undefined, largest: number) =>
  largest > 0 ? Math.max(0, value ?? 0) / largest : 0
