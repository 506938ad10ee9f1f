import { ApiError, missingKey, wrongKey } from './errors.ts'

export interface KeyOptions {
  goodKeys: readonly string[]
  revokedKeys: readonly string[]
  limitedKeys: readonly string[]
  /** Requests a minute that a limited key has. */
  limitedPerMinute: number
}

/** Requests a minute that a good key has: far above what a demonstration sends, and still a limit. */
const GOOD_PER_MINUTE = 10_000

interface Bucket {
  level: number
  at: number
}

/**
 * Who may ask, and how often. Each key has a bucket that holds a minute's requests and fills steadily, so that a
 * limited key answers again after seconds, not after a whole minute.
 */
export class Keys {
  readonly #perMinute = new Map<string, number>()
  readonly #buckets = new Map<string, Bucket>()
  readonly #now: () => number

  /** @param now milliseconds of a monotonic clock */
  constructor(options: KeyOptions, now: () => number) {
    this.#now = now
    for (const key of options.goodKeys) this.#perMinute.set(key, GOOD_PER_MINUTE)
    for (const key of options.limitedKeys) this.#perMinute.set(key, options.limitedPerMinute)
    for (const key of options.revokedKeys) this.#perMinute.delete(key)
  }

  /**
   * The key of a request.
   * @throws ApiError 401 without a key, or with one that is revoked or unknown
   */
  authenticate(authorization: string | undefined): string {
    const key = authorization?.match(/^Bearer\s+(\S+)\s*$/i)?.[1]
    if (key === undefined) throw missingKey()
    if (!this.#perMinute.has(key)) throw wrongKey(key)
    return key
  }

  /**
   * Takes one request from the key's bucket and answers the headers that tell its state.
   * @throws ApiError 429 with `retry-after` (whole seconds) when the bucket is empty
   */
  take(key: string): Record<string, string> {
    const perMinute = this.#perMinute.get(key)
    if (perMinute === undefined) throw wrongKey(key)
    const now = this.#now()
    const bucket = this.#buckets.get(key) ?? { level: perMinute, at: now }
    const level = Math.min(perMinute, bucket.level + ((now - bucket.at) * perMinute) / 60_000)
    const allowed = level >= 1
    const left = allowed ? level - 1 : level
    this.#buckets.set(key, { level: left, at: now })
    const headers = {
      'x-ratelimit-limit-requests': String(perMinute),
      'x-ratelimit-remaining-requests': String(Math.floor(left)),
      'x-ratelimit-reset-requests': span(((perMinute - left) * 60_000) / perMinute),
    }
    if (allowed) return headers
    const waitMs = ((1 - level) * 60_000) / perMinute
    throw new ApiError(
      429,
      `Rate limit reached: this key has ${perMinute} requests a minute. Try again in ${span(waitMs)}.`,
      {
        type: 'requests',
        code: 'rate_limit_exceeded',
        headers: {
          ...headers,
          'retry-after': String(Math.max(1, Math.ceil(waitMs / 1000))),
          'retry-after-ms': String(Math.max(1, Math.ceil(waitMs))),
        },
      },
    )
  }
}

/** A duration as these headers write it: `120ms`, `6.5s`, `1m0s`. */
export function span(milliseconds: number): string {
  const ms = Math.max(0, Math.ceil(milliseconds))
  if (ms < 1000) return `${ms}ms`
  const seconds = Math.round(ms / 10) / 100
  if (seconds < 60) return `${seconds}s`
  return `${Math.floor(seconds / 60)}m${Math.round(seconds % 60)}s`
}
