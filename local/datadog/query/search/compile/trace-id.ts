import type { Parameters } from './parameters.ts'

/**
 * The forms that one trace id is asked for in: decimal is the lower 64 bits, 32 hexadecimal digits are the whole, fewer
 * are the lower 64 bits.
 */
export function readTraceId(text: string): { whole: string } | { low: string } | null {
  const digits = text.trim().toLowerCase()
  if (/^[0-9a-f]{32}$/.test(digits)) return { whole: digits }
  if (/^\d{1,20}$/.test(digits)) {
    const value = BigInt(digits)
    return value < 1n << 64n ? { low: value.toString(16).padStart(16, '0') } : null
  }
  return /^[0-9a-f]{1,16}$/.test(digits) ? { low: digits.padStart(16, '0') } : null
}

export function traceIdTest(column: string, text: string, parameters: Parameters): string {
  const id = readTraceId(text)
  if (id === null) return 'false'
  return 'whole' in id
    ? `coalesce(${column} = ${parameters.bind(id.whole)}, false)`
    : `coalesce(right(${column}, 16) = ${parameters.bind(id.low)}, false)`
}
