export interface CounterReading {
  /** Milliseconds since the epoch. */
  at: number
  count: number
}

/** RabbitMQ counts anew each two seconds, so a window has to hold several of these. */
export const RATE_WINDOW_MS = 6_000

/** The readings that a rate still needs: back to the newest one that is a window old. Begins anew when a counter goes back. */
export function keepReadings(readings: readonly CounterReading[], next: CounterReading): CounterReading[] {
  const last = readings.at(-1)
  if (last && next.count < last.count) return [next]
  const oldEnough = readings.filter(one => one.at <= next.at - RATE_WINDOW_MS)
  const from = oldEnough.at(-1)
  return [...readings.filter(one => !from || one.at >= from.at), next]
}

/** Growth per second over the readings; null when they span too little to tell. */
export function rateOf(readings: readonly CounterReading[]): number | null {
  const first = readings[0]
  const last = readings.at(-1)
  if (!first || !last || last.at - first.at < RATE_WINDOW_MS / 2) return null
  return Math.round(((last.count - first.count) / ((last.at - first.at) / 1000)) * 100) / 100
}
