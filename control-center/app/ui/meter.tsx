interface MeterProps {
  /** 0 to 1; outside is clipped. */
  part: number
  tone?: 'ok' | 'warn' | 'bad' | 'brand' | 'info'
  /** Said to those who do not see the bar. */
  label: string
  /** Where a promise or an estimate stands, 0 to 1. */
  mark?: number
  className?: string
}

export function Meter({ part, tone, label, mark, className = '' }: MeterProps) {
  const clipped = Math.min(1, Math.max(0, part))
  return (
    <div className={`meter ${tone ?? ''} ${className}`} role="img" aria-label={label}>
      <i style={{ width: `${clipped * 100}%` }} />
      {mark !== undefined && <u style={{ left: `${Math.min(1, Math.max(0, mark)) * 100}%` }} />}
    </div>
  )
}
