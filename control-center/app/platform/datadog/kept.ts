import type { Clock } from '@chat-demo/engine'
import type { DatadogCall, DatadogClient } from './client.ts'
import { paceOf } from './rate-limit.ts'

/** Answers that are kept at most: as many things as a few viewers look at. */
const MAX_KEPT = 300

interface Asked<T> {
  at: number
  answer: Promise<T>
}

export interface Kept<T> {
  answer: T
  /** When it was asked for; milliseconds. */
  at: number
}

/**
 * Calls that many viewers share: the same question is asked once per interval, or as rarely as the rate limit that it
 * counts against wants. A refusal is kept as long as an answer.
 */
export class KeptCalls {
  readonly #client: DatadogClient
  readonly #clock: Clock
  readonly #asked = new Map<string, Asked<unknown>>()

  constructor(client: DatadogClient, clock: Clock) {
    this.#client = client
    this.#clock = clock
  }

  /**
   * `key` names the question without its moving times; `calls` is how many of the same bucket go together.
   * @throws DatadogError
   */
  async ask<T>(key: string, wantedMs: number, make: (now: number) => DatadogCall<T>, calls = 1): Promise<Kept<T>> {
    const now = this.#clock.now()
    const call = make(now)
    const { everyMs } = paceOf(wantedMs, calls, this.#client.limit(call.bucket), now)
    const known = this.#asked.get(key) as Asked<T> | undefined
    const asked =
      known && now - known.at < everyMs ? known : this.#again(key, { at: now, answer: this.#client.call(call) })
    return { answer: await asked.answer, at: asked.at }
  }

  #again<T>(key: string, asked: Asked<T>): Asked<T> {
    this.#asked.delete(key)
    this.#asked.set(key, asked)
    for (const oldest of this.#asked.keys()) {
      if (this.#asked.size <= MAX_KEPT) break
      this.#asked.delete(oldest)
    }
    return asked
  }
}
