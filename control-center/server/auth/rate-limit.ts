import type { Clock } from '@chat-demo/engine'

/** At most so many attempts in a sliding window, all callers together: on loopback they all have one address. */
export class RateLimit {
  #attempts: number[] = []
  readonly #clock: Clock
  readonly #max: number
  readonly #windowMs: number

  constructor(clock: Clock, max: number, windowMs: number) {
    this.#clock = clock
    this.#max = max
    this.#windowMs = windowMs
  }

  /** Counts one attempt. Seconds to wait when it is one too many, else null. */
  take(): number | null {
    const now = this.#clock.now()
    this.#attempts = this.#attempts.filter(at => at > now - this.#windowMs)
    const [oldest] = this.#attempts
    if (this.#attempts.length >= this.#max && oldest !== undefined)
      return Math.ceil((oldest + this.#windowMs - now) / 1000)
    this.#attempts.push(now)
    return null
  }
}
