import type { TraceRow } from '../../../platform/lenses/model.ts'
import { Badge } from '../../../ui/badge.tsx'
import { Icon } from '../../../ui/icon.tsx'
import { useTimeZone } from '../../../ui/time-zone.ts'
import { timeOfDay } from '../../format/time.ts'
import { ChoiceRow } from '../choice-row.tsx'
import { OwnerMark } from '../owner-mark.tsx'
import { milliseconds, shortResource, statusWords } from './trace-words.ts'

interface TraceListProps {
  rows: readonly TraceRow[]
  chosen: string | null
  onChoose: (id: string) => void
}

/** Traces newest first; arrow keys choose. */
export function Traces({ rows, chosen, onChoose }: TraceListProps) {
  const timeZone = useTimeZone()
  const longest = Math.max(1, ...rows.map(row => row.duration))
  return (
    <>
      <div className="trace-row lens-head" aria-hidden="true">
        <span>Start</span>
        <span>Root</span>
        <span>Status</span>
        <span className="num">Duration</span>
        <span className="num spans">Spans</span>
      </div>
      <ul className="lens-rows" aria-label="Traces, newest first">
        {rows.map(row => {
          const { tone, words } = statusWords(row)
          return (
            <ChoiceRow
              key={row.id}
              name="traces"
              chosen={row.id === chosen}
              inSight
              onChoose={() => onChoose(row.id)}
              className="trace-row"
            >
              <span className="mono">{timeOfDay(row.at, timeZone)}</span>
              <span className="cut" title={`${row.service} ${row.resource}`}>
                <OwnerMark owner={row.owner} />
                <b>{row.service}</b> {shortResource(row.resource)}
              </span>
              <span className="row">
                <Badge tone={tone}>{words}</Badge>
                {row.missing.length > 0 && (
                  <Icon name="missing" className="warn" label={`span of ${row.missing.join(', ')} missing`} />
                )}
              </span>
              <span className="num trace-time">
                {milliseconds(row.duration)}
                <i style={{ width: `${(row.duration / longest) * 100}%` }} aria-hidden="true" />
              </span>
              <span className="num dim spans">{row.spans}</span>
            </ChoiceRow>
          )
        })}
      </ul>
    </>
  )
}
