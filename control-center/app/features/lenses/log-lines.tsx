import type { LogLine } from '../../platform/lenses/model.ts'
import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'
import { LogStatus } from './log-status.tsx'
import { OwnerMark } from './owner-mark.tsx'

/** A few lines, oldest first, beside what they belong to. */
export function LogLines({ lines }: { lines: readonly LogLine[] }) {
  const timeZone = useTimeZone()
  if (lines.length === 0) return <p className="note">No log carries this trace id.</p>
  return (
    <ol className="log-lines">
      {lines.map(line => (
        <li key={line.id}>
          <span className="mono dim">{timeOfDay(line.at, timeZone)}</span>
          <LogStatus status={line.status} />
          <span className="nowrap">
            <OwnerMark owner={line.owner} />
            {line.service}
          </span>
          <span className="cut" title={line.message}>
            {line.message}
          </span>
        </li>
      ))}
    </ol>
  )
}
