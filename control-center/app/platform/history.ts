/** One point each 5 s, over 5 minutes. */
export const POINT_MS = 5_000
const POINTS = 60

/** A history with one more point at its end, and the oldest beyond five minutes dropped. */
export const append = <T>(history: readonly T[], point: T): T[] => [...history, point].slice(-POINTS)

/** How much a counter grew per second between two readings; null when either is missing or it went back. */
export function perSecond(before: number | undefined, after: number | undefined, milliseconds: number): number | null {
  if (before === undefined || after === undefined || after < before || milliseconds <= 0) return null
  return Math.round(((after - before) / (milliseconds / 1000)) * 100) / 100
}
