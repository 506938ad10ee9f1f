import { useMemo } from 'react'
import { type TreeRow, traceTree } from '../../platform/lenses/trace-tree.ts'
import { Icon } from '../../ui/icon.tsx'
import { OwnerMark, ownerStyle } from '../lenses/owner-mark.tsx'
import { milliseconds, spanWords } from '../lenses/traces/trace-words.ts'
import { useTrace, useTraces } from '../lenses/traces/use-traces.ts'
import { StageMain, StageNote } from './parts.tsx'

/** Rows that are read from the back row; a trace has more. */
const ROOM = 9

/** A trace: how long it took, its spans on one axis, and the one that is missing. */
export function StageTrace({ id, query }: { id: string | null; query: string }) {
  const { data: list, error } = useTraces(query, '15m', id === null)
  const chosen = id ?? list?.rows[0]?.id ?? null
  const { data } = useTrace(chosen)
  const tree = useMemo(() => traceTree(data?.spans ?? [], data?.missing ?? []), [data])
  const [first] = data?.spans ?? []
  const missing = tree.rows.find(row => row.missing)?.missing
  const status = data?.spans.find(span => span.httpStatus !== null)?.httpStatus ?? null
  const failed = Number(status) >= 500
  if (!first) {
    const why = error ? error.message : 'Its spans are found a few seconds after they ended.'
    return (
      <StageMain title={id === null ? 'A request that failed' : 'The trace of our message'} value="–">
        <StageNote>{why}</StageNote>
      </StageMain>
    )
  }
  const [number = '', unit = ''] = milliseconds(tree.end - tree.start).split('\u00a0')
  return (
    <StageMain
      title={id === null ? 'One request' : 'Our message'}
      sub={`${data?.spans.length ?? 0} spans, one trace`}
      value={number}
      unit={unit}
      badge={
        status
          ? { tone: failed ? 'bad' : 'ok', text: failed ? `Ended with ${status}` : `Answered with ${status}` }
          : null
      }
      sentence={missing ? `${missing.service}: no span. ${missing.because}` : 'From the click to the query, one id.'}
    >
      <ul className="st-trace" aria-label="Spans">
        {rowsForStage(tree.rows).map(row => (
          <SpanRow key={row.id} row={row} start={tree.start} total={Math.max(1, tree.end - tree.start)} />
        ))}
      </ul>
    </StageMain>
  )
}

/** The longest spans and those that are missing, in their order. */
export function rowsForStage(rows: TreeRow[]): TreeRow[] {
  const longest = rows
    .filter(row => row.span)
    .toSorted((a, b) => (b.span?.duration ?? 0) - (a.span?.duration ?? 0))
    .slice(0, ROOM - rows.filter(row => row.missing).length)
  return rows.filter(row => row.missing || longest.includes(row))
}

function SpanRow({ row: { span, missing }, start, total }: { row: TreeRow; start: number; total: number }) {
  if (missing) {
    const left = Math.min(70, ((missing.expectedAt - start) / total) * 100)
    return (
      <li className="warn">
        <b className="cut">
          <Icon name="missing" /> {missing.service}
        </b>
        <span className="st-track">
          <span className="st-missing" style={{ left: `${left}%` }}>
            no span
          </span>
        </span>
        <span className="mono">–</span>
      </li>
    )
  }
  if (!span) return null
  const left = Math.max(0, ((span.start - start) / total) * 100)
  return (
    <li>
      <b className="cut">
        <OwnerMark owner={span.owner} /> {span.service} <span>{spanWords(span)}</span>
      </b>
      <span className="st-track">
        <i
          style={{ ...ownerStyle(span.owner), left: `${left}%`, width: `max(3px, ${(span.duration / total) * 100}%)` }}
        />
      </span>
      <span className="mono">{milliseconds(span.duration)}</span>
    </li>
  )
}
