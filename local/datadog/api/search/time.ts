import { QueryError } from '../../query/error.ts'

const UNITS: Readonly<Record<string, number>> = {
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
  d: 8.64e7,
  w: 6.048e8,
  mo: 2.592e9,
  y: 3.15576e10,
}

/**
 * A point in time as the search endpoints take it: date math (`now-15m`), ISO 8601, or Unix milliseconds.
 * @returns Unix milliseconds
 * @throws QueryError for anything else
 */
export function readTime(text: string, now: number): number {
  const [, amount, unit] = /^now(?:\s*([+-]\s*\d+)\s*(mo|[smhdwy]))?$/.exec(text.trim()) ?? []
  if (amount !== undefined && unit !== undefined) return now + Number(amount.replace(/\s/g, '')) * (UNITS[unit] ?? 0)
  if (text.trim() === 'now') return now
  if (/^\d+$/.test(text)) return Number(text)
  const date = /^\d{4}-\d{2}-\d{2}/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isFinite(date)) return date
  throw new QueryError(`${JSON.stringify(text)} is no time: wanted is date math as now-15m, ISO 8601, or milliseconds.`)
}

/** Seconds of an interval as `5m`. @throws QueryError */
export function readInterval(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|mo|[smhdwy])$/.exec(text.trim()) ?? []
  const milliseconds = unit === 'ms' ? 1 : UNITS[unit ?? '']
  if (amount === undefined || milliseconds === undefined) {
    throw new QueryError(`${JSON.stringify(text)} is no interval: wanted is a number with its unit, as 30s, 5m or 1h.`)
  }
  return (Number(amount) * milliseconds) / 1000
}

const STEPS = [1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400]

/** The interval, in seconds, that cuts a range into about 150 points. */
export function usualInterval(rangeMs: number): number {
  const wanted = rangeMs / 150_000
  return STEPS.find(step => step >= wanted) ?? 86_400
}
