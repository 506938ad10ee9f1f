const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const YEAR = 365 * DAY

interface Step {
  /** Below this many seconds the step applies. */
  below: number
  unit: [seconds: number, letter: string]
  /** A smaller unit shown beside it when it is not zero. */
  rest?: [seconds: number, letter: string]
}

const steps: Step[] = [
  { below: 2 * MINUTE, unit: [1, 's'] },
  { below: 10 * MINUTE, unit: [MINUTE, 'm'], rest: [1, 's'] },
  { below: 3 * HOUR, unit: [MINUTE, 'm'] },
  { below: 8 * HOUR, unit: [HOUR, 'h'], rest: [MINUTE, 'm'] },
  { below: 2 * DAY, unit: [HOUR, 'h'] },
  { below: 8 * DAY, unit: [DAY, 'd'], rest: [HOUR, 'h'] },
  { below: 2 * YEAR, unit: [DAY, 'd'] },
  { below: 8 * YEAR, unit: [YEAR, 'y'], rest: [DAY, 'd'] },
  { below: Number.POSITIVE_INFINITY, unit: [YEAR, 'y'] },
]

/** A duration in milliseconds the way kubectl shows ages: "5m30s", "3h", "12d". */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000)
  if (seconds < -1) return '<invalid>'
  if (seconds < 0) return '0s'
  const { unit, rest } = steps.find(({ below }) => seconds < below) ?? { unit: [1, 's'] as [number, string] }
  const text = `${Math.floor(seconds / unit[0])}${unit[1]}`
  if (!rest) return text
  const remaining = Math.floor((seconds % unit[0]) / rest[0])
  return remaining === 0 ? text : `${text}${remaining}${rest[1]}`
}

/** How long ago a timestamp is; `<unknown>` without one. */
export const since = (timestamp: unknown, now: Date): string =>
  typeof timestamp === 'string' && timestamp ? humanDuration(now.getTime() - Date.parse(timestamp)) : '<unknown>'
