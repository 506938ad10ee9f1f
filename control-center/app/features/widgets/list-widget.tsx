import type { ListRow, WidgetState, WidgetView } from '../../platform/widgets/model.ts'
import { Badge } from '../../ui/badge.tsx'
import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'
import { useBoardPage } from './board-context.tsx'
import { useDatadogLink } from './datadog-context.ts'
import { DatadogLink, Frame } from './frame.tsx'
import { cellText, type ListColumn, listColumns, toneOf } from './list-columns.ts'

/** The newest logs, spans, calls of the model or events. */
export function ListWidget({ view, state }: { view: WidgetView; state: WidgetState | undefined }) {
  const rows = state?.data?.kind === 'list' ? state.data.rows : null
  const columns = listColumns(view.columns)
  return (
    <Frame view={view} state={state} sub="newest first" scrolls showsEmpty>
      {rows?.length === 0 && <p className="note">Nothing in the last hour.</p>}
      {rows && rows.length > 0 && (
        <table className="tbl d list">
          <thead>
            <tr>
              <th scope="col">time</th>
              <th scope="col">status</th>
              {columns.map(column => (
                <th key={column.field} scope="col" className={column.number ? 'num' : ''}>
                  {column.title}
                </th>
              ))}
              <th scope="col">
                <span className="vh">In Datadog</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <Row key={row.id} row={row} columns={columns} title={view.title} />
            ))}
          </tbody>
        </table>
      )}
    </Frame>
  )
}

function Row({ row, columns, title }: { row: ListRow; columns: ListColumn[]; title: string }) {
  const timeZone = useTimeZone()
  const { span } = useBoardPage()
  const link = useDatadogLink(row.link, span)
  return (
    <tr>
      <td className="mono dim">{timeOfDay(row.at, timeZone)}</td>
      <td>{row.status && <Badge tone={toneOf(row.status)}>{row.label ?? row.status}</Badge>}</td>
      {columns.map(column => {
        const text = cellText(column.field, row.cells[column.field])
        return (
          <td
            key={column.field}
            className={`${column.wide ? 'cut fill' : ''} ${column.number ? 'num mono' : ''}`}
            title={text}
          >
            {text}
          </td>
        )
      })}
      <td>{link && <DatadogLink {...link} title={`${title}, ${timeOfDay(row.at, timeZone)}`} />}</td>
    </tr>
  )
}
