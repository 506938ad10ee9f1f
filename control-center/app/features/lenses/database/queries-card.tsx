import type { QueriesView, QueryRow } from '../../../platform/lenses/database/model.ts'
import type { Span } from '../../../platform/widgets/model.ts'
import { Card } from '../../../ui/card.tsx'
import { Meter } from '../../../ui/meter.tsx'
import { count, duration, percent } from '../../format/format.ts'
import { useDatadogLink } from '../../widgets/datadog-context.ts'
import { DatadogLink } from '../../widgets/frame.tsx'
import { spanWords } from '../../widgets/spans.ts'
import { Answered, Nothing } from '../answered.tsx'
import type { Insight } from '../use-insight.ts'

export type QueryOrder = 'total' | 'mean'

interface QueriesCardProps {
  insight: Insight<QueriesView>
  rows: readonly QueryRow[]
  span: Span
  order: QueryOrder
  onOrder: (order: QueryOrder) => void
  chosen: string | null
  onChoose: (signature: string) => void
}

/** Statements by what they cost; choosing one explains it. */
export function QueriesCard({ insight, rows, span, order, onOrder, chosen, onChoose }: QueriesCardProps) {
  const link = useDatadogLink({ to: 'database', page: 'queries', query: '' }, span)
  return (
    <Card
      title="Top queries"
      sub={`last ${spanWords(span)}, from pg_stat_statements`}
      className="top-queries"
      scrolls
      end={
        <>
          <fieldset aria-label="Order of queries">
            <div className="seg">
              <Order is="total" words="Total time" order={order} onOrder={onOrder} />
              <Order is="mean" words="Mean time" order={order} onOrder={onOrder} />
            </div>
          </fieldset>
          {link && <DatadogLink {...link} title="Top queries" />}
        </>
      }
    >
      <Answered insight={insight}>
        {({ textProblem }) =>
          rows.length === 0 ? (
            <Nothing title={`No query in ${spanWords(span)}`}>
              Turn on traffic. Statistics come every 10 s, and count from the second time on.
            </Nothing>
          ) : (
            <>
              <table className="tbl d">
                <thead>
                  <tr>
                    <th scope="col">query, normalised</th>
                    <th scope="col">user</th>
                    <th scope="col" className="num">
                      calls
                    </th>
                    <th scope="col" className="num">
                      mean
                    </th>
                    <th scope="col" className="num">
                      total
                    </th>
                    <th scope="col">share of time</th>
                  </tr>
                </thead>
                <tbody>
                  {rows.map(row => (
                    <Row key={`${row.signature} ${row.user}`} row={row} chosen={chosen} onChoose={onChoose} />
                  ))}
                </tbody>
              </table>
              {textProblem && <p className="note">Texts of queries are missing: {textProblem}.</p>}
            </>
          )
        }
      </Answered>
    </Card>
  )
}

interface OrderProps {
  is: QueryOrder
  words: string
  order: QueryOrder
  onOrder: (order: QueryOrder) => void
}

function Order({ is, words, order, onOrder }: OrderProps) {
  return (
    <label className={is === order ? 'on' : ''}>
      <input type="radio" name="query-order" className="vh" checked={is === order} onChange={() => onOrder(is)} />
      {words}
    </label>
  )
}

interface RowProps {
  row: QueryRow
  chosen: string | null
  onChoose: (signature: string) => void
}

function Row({ row, chosen, onChoose }: RowProps) {
  const here = row.signature === chosen
  const words = row.statement ?? `signature ${row.signature}`
  return (
    <tr className={`opens s-${row.owner} ${here ? 'sel' : ''}`}>
      <td className="fill name">
        <button
          type="button"
          className="plain-button mono cut"
          aria-pressed={here}
          title={words}
          onClick={() => onChoose(row.signature)}
        >
          {words}
        </button>
      </td>
      <td>
        <i className="own" aria-hidden="true" /> {row.user}
      </td>
      <td className="num mono">{count(row.calls)}</td>
      <td className="num mono">{duration(row.meanSeconds)}</td>
      <td className="num mono">{duration(row.totalSeconds)}</td>
      <td className="share">
        <Meter
          part={row.share}
          tone={row.share > 0.5 ? 'warn' : undefined}
          label={`${percent(row.share)} of the time`}
        />
        <span className="mono">{percent(row.share)}</span>
      </td>
    </tr>
  )
}
