import type { TraceTree, TreeRow } from '../../../platform/lenses/trace-tree.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { ChoiceRow } from '../choice-row.tsx'
import { OwnerMark, ownerStyle } from '../owner-mark.tsx'
import { milliseconds, spanWords, ticks } from './trace-words.ts'

interface WaterfallProps {
  tree: TraceTree
  chosen: string | null
  onChoose: (id: string) => void
}

/** Spans on one axis of time: whose by colour, depth by indent; arrow keys choose. */
export function Waterfall({ tree, chosen, onChoose }: WaterfallProps) {
  const total = Math.max(1, tree.end - tree.start)
  return (
    <div className="waterfall">
      <div className="wf-row lens-head" aria-hidden="true">
        <span>Service and operation</span>
        <span className="wf-axis">
          {ticks(total * 0.93).map(at => (
            <i key={at} style={{ left: `${(at / total) * 100}%` }}>
              {at === 0 ? '0' : milliseconds(at)}
            </i>
          ))}
        </span>
      </div>
      <ul className="lens-rows" aria-label="Spans in the order they began">
        {tree.rows.map(row => (
          <ChoiceRow
            key={row.id}
            name="spans"
            chosen={row.id === chosen}
            inSight
            onChoose={() => onChoose(row.id)}
            className={`wf-row ${row.critical ? 'critical' : ''} ${row.missing ? 'is-missing' : ''}`}
          >
            <Name row={row} />
            <span className="wf-track">
              <Bar row={row} start={tree.start} total={total} />
            </span>
          </ChoiceRow>
        ))}
      </ul>
    </div>
  )
}

function Name({ row: { span, missing, depth } }: { row: TreeRow }) {
  const style = { paddingLeft: `${Math.min(depth, 12) * 0.75}rem` }
  if (missing) {
    return (
      <span className="cut" style={style}>
        <Icon name="missing" className="warn" /> <b>{missing.service}</b> {missing.operation}
      </span>
    )
  }
  if (!span) return null
  const failed = span.error || Number(span.httpStatus) >= 500
  return (
    <span className="wf-name" style={style}>
      <OwnerMark owner={span.owner} />
      <span className="cut" title={`${span.service} ${span.resource}`}>
        <b>{span.service}</b> {spanWords(span)}
      </span>
      {failed && <Badge tone="bad">{span.httpStatus ?? 'error'}</Badge>}
    </span>
  )
}

function Bar({ row: { span, missing }, start, total }: { row: TreeRow; start: number; total: number }) {
  if (missing) {
    const left = Math.min(80, ((missing.expectedAt - start) / total) * 100)
    return (
      <span className="wf-missing" style={{ left: `${left}%` }}>
        <b>{missing.soon ? 'No span yet.' : 'No span arrived.'}</b> {missing.because}
      </span>
    )
  }
  if (!span) return null
  const left = Math.max(0, ((span.start - start) / total) * 100)
  const width = (span.duration / total) * 100
  // Beside the bar where there is room, else within it, else before it.
  const place = left + width < 82 ? 'after' : width > 22 ? 'in' : 'before'
  const words = <span className={`wf-time ${place}`}>{milliseconds(span.duration)}</span>
  return (
    <span className="wf-bar" style={{ ...ownerStyle(span.owner), left: `${left}%`, width: `max(2px, ${width}%)` }}>
      {words}
    </span>
  )
}
