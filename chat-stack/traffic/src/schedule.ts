import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator'
import { uniform } from './random.ts'

/**
 * When visits arrive: a Poisson process, drawn once per seed at one visit per unit of time and stretched by the rate
 * in force. Nothing that the system answers has a part in it.
 */
export class Schedule {
  readonly #generator: RandomGenerator
  #perSecond = 0
  /** Milliseconds on the caller's clock up to which the schedule has been played. */
  #at: number
  /** Units of time until the next arrival. */
  #remaining: number

  constructor(seed: number, now: number) {
    this.#generator = xoroshiro128plus(seed)
    this.#at = now
    this.#remaining = this.#gap()
  }

  /** Arrivals up to `now`, as times on the caller's clock, oldest first. */
  advance(now: number): number[] {
    const due: number[] = []
    const perMs = this.#perSecond / 1_000
    while (perMs > 0) {
      const next = this.#at + this.#remaining / perMs
      if (next > now) break
      due.push(next)
      this.#at = next
      this.#remaining = this.#gap()
    }
    if (now > this.#at) {
      this.#remaining -= (now - this.#at) * perMs
      this.#at = now
    }
    return due
  }

  /** Changes the rate from `now` on; arrivals before it are lost unless they were taken by `advance`. */
  setRate(perSecond: number, now: number): void {
    this.advance(now)
    this.#perSecond = perSecond
  }

  /** Milliseconds until the next arrival; undefined when none is coming. */
  get waitMs(): number | undefined {
    return this.#perSecond === 0 ? undefined : (this.#remaining * 1_000) / this.#perSecond
  }

  #gap(): number {
    return -Math.log(1 - uniform(this.#generator))
  }
}
