/** What Datadog announces of one of its rate limits, in its answers' headers. */
export interface RateLimit {
  /** Several endpoints may share one. */
  name: string
  /** Calls in a period. */
  limit: number
  periodMs: number
  remaining: number
  /** Milliseconds of our clock when the count starts anew. */
  resetAt: number
}

/** The limit that an answer announces; null when it announces none. `fallbackName` is for answers without a name. */
export function rateLimitOf(
  header: (name: string) => string | null,
  fallbackName: string,
  now: number,
): RateLimit | null {
  const number = (name: string) => {
    const value = Number(header(`x-ratelimit-${name}`) ?? Number.NaN)
    return Number.isFinite(value) && value >= 0 ? value : null
  }
  const [limit, period, remaining, reset] = [number('limit'), number('period'), number('remaining'), number('reset')]
  if (limit === null || period === null || remaining === null || limit === 0 || period === 0) return null
  return {
    name: header('x-ratelimit-name') ?? fallbackName,
    limit,
    periodMs: period * 1000,
    remaining,
    resetAt: now + Math.min(reset ?? period, period) * 1000,
  }
}

/** The part of a limit that is ours: the rest is for people and other tools of the same organisation. */
const SHARE = 0.8
const STEPS_MS = [5, 10, 12, 15, 20, 30, 60, 120, 300, 600].map(seconds => seconds * 1000)

export interface Pace {
  /** Milliseconds from one round of calls to the next. */
  everyMs: number
  /** When the slowing ends; null when there is none, or when the limit itself does not allow more. */
  until: number | null
  slowed: boolean
}

/**
 * How often a round of `calls` may be made: as wanted, or as rarely as the announced limit asks for. What is left of
 * the running period is spread over its rest, so that the last minutes of an hour are not silent.
 */
export function paceOf(wantedMs: number, calls: number, limit: RateLimit | null, now: number): Pace {
  const asWanted = { everyMs: wantedMs, until: null, slowed: false }
  if (!limit || calls === 0) return asWanted
  const sustainable = (calls * limit.periodMs) / (limit.limit * SHARE)
  const untilReset = Math.max(0, limit.resetAt - now)
  // A window that has ended says nothing about the one that follows it.
  const spendable = limit.remaining - limit.limit * (1 - SHARE)
  const rest = untilReset === 0 ? 0 : spendable >= calls ? (calls * untilReset) / spendable : untilReset
  const needed = Math.max(sustainable, rest)
  if (needed <= wantedMs) return asWanted
  const step = STEPS_MS.find(candidate => candidate >= needed) ?? Math.ceil(needed / 60_000) * 60_000
  return { everyMs: Math.max(wantedMs, step), until: rest > sustainable ? limit.resetAt : null, slowed: true }
}

/** Asks that Datadog refused for their number are not made before its count starts anew. */
export function mayCall(limit: RateLimit | null, now: number): boolean {
  return !limit || limit.remaining > 0 || now >= limit.resetAt
}
