import { RateLimiterMemory, RateLimiterQueue } from 'rate-limiter-flexible'

/** What an answer says about the limit that its request counted against. */
export interface RateLimit {
  /** Name of the limit; several paths may share one. */
  name: string
  /** Requests a period. */
  limit: number
  /** Seconds. */
  period: number
  remaining: number
  /** Seconds until the period ends. */
  reset: number
}

/** Reads the `X-RateLimit-*` headers; undefined where the answer carries none that can be used. */
export function rateLimitOf(headers: Headers): RateLimit | undefined {
  const number = (name: string) => Number.parseInt(headers.get(`x-ratelimit-${name}`) ?? '', 10)
  const limit = number('limit')
  const period = number('period')
  const remaining = number('remaining')
  const reset = number('reset')
  if (!(limit > 0 && period > 0 && remaining >= 0 && reset >= 0)) return undefined
  return { name: headers.get('x-ratelimit-name') ?? 'unnamed', limit, period, remaining, reset }
}

interface Bucket {
  limiter: RateLimiterMemory
  queue: RateLimiterQueue
  limit: number
  period: number
}

/**
 * Keeps within the limits that Datadog announces: a request waits when the limit that its path counted against last
 * time is used up. The first request of a path goes at once.
 */
export class RateLimiter {
  readonly #names = new Map<string, string>()
  readonly #buckets = new Map<string, Bucket>()

  /** Resolves when a request of this path may go. */
  async turn(path: string): Promise<void> {
    const name = this.#names.get(path)
    const bucket = name === undefined ? undefined : this.#buckets.get(name)
    if (name !== undefined && bucket) await bucket.queue.removeTokens(1, name)
  }

  /** Seconds that a request of this path would have to wait for, as far as is known; 0 when it may go. */
  async wait(path: string): Promise<number> {
    const name = this.#names.get(path)
    const bucket = name === undefined ? undefined : this.#buckets.get(name)
    if (name === undefined || !bucket) return 0
    const state = await bucket.limiter.get(name)
    return state && state.remainingPoints <= 0 ? state.msBeforeNext / 1000 : 0
  }

  /** Takes over what Datadog counts: other callers spend from the same limits. */
  async learn(path: string, { name, limit, period, remaining, reset }: RateLimit): Promise<void> {
    this.#names.set(path, name)
    let bucket = this.#buckets.get(name)
    if (bucket?.limit !== limit || bucket.period !== period) {
      const limiter = new RateLimiterMemory({ points: limit, duration: period })
      bucket = { limiter, queue: new RateLimiterQueue(limiter), limit, period }
      this.#buckets.set(name, bucket)
    }
    await bucket.limiter.set(name, limit - remaining, Math.max(1, reset))
  }
}

/** One name for all requests of an operation: the ids in a path do not count. */
export function operationOf(method: string, url: string): string {
  const parts = new URL(url).pathname.split('/').map(part => (/\d/.test(part) && !/^v\d$/.test(part) ? ':id' : part))
  return `${method} ${parts.join('/')}`
}
