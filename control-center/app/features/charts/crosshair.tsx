import { useTimeZone } from '../../ui/time-zone.ts'
import { timeOfDay } from '../format/time.ts'

interface CrosshairProps {
  format: (value: number) => string
  /** Several lines need their names beside the values. */
  several: boolean
  /** Given by recharts. */
  active?: boolean
  label?: number
  payload?: { name?: string; value?: unknown; dataKey?: unknown }[]
}

/** The value at the line. What the chart already says is not said again. */
export function Crosshair({ format, several, active, label, payload = [] }: CrosshairProps) {
  const timeZone = useTimeZone()
  const lines = payload.filter(line => typeof line.value === 'number')
  if (!active || label === undefined || lines.length === 0) return null
  return (
    <div className="cross-label">
      {lines.map(line => (
        <span key={String(line.dataKey)} className="block">
          {several && `${line.name} `}
          <b>{format(Number(line.value))}</b>
        </span>
      ))}
      <span className="mono dim">{timeOfDay(label, timeZone)}</span>
    </div>
  )
}
