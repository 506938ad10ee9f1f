/** Values of Datadog's items, whose shapes nobody promises. */

export function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : null
}

/** ISO time of a text or of milliseconds; the beginning of all time for neither. */
export function isoOf(value: unknown): string {
  return new Date(millisecondsOf(value)).toISOString()
}

/** Milliseconds since the epoch, with the fraction where a text has more than three digits of it. */
export function millisecondsOf(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : 0
  if (typeof value !== 'string') return 0
  const whole = Date.parse(value)
  if (Number.isNaN(whole)) return 0
  const digits = /\.\d{3}(\d+)/.exec(value)?.[1]
  return digits ? whole + Number(`0.${digits}`) : whole
}

/** Nested objects by the full names of their leaves: `{http: {status_code: 504}}` is `http.status_code`. */
export function flat(value: unknown, prefix = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]): [string, string][] => {
      const path = prefix ? `${prefix}.${name}` : name
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner)) return Object.entries(flat(inner, path))
      if (inner === null || inner === undefined || inner === '') return []
      return [[path, typeof inner === 'object' ? JSON.stringify(inner) : String(inner)]]
    }),
  )
}

/** The lower 64 bits of a trace id as decimal, as RUM events carry it; null for what is no id. */
export function lowDecimal(traceId: string): string | null {
  if (/^[0-9a-f]{32}$/i.test(traceId)) return BigInt(`0x${traceId.slice(16)}`).toString()
  return /^\d{1,20}$/.test(traceId) ? traceId : null
}

export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null
}
