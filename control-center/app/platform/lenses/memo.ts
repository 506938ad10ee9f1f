import type { Clock } from '@chat-demo/engine'

const MOST = 200

/** Answers that those who ask for the same thing share for a while, and asks that are under way. */
export class Memo {
  readonly #clock: Clock
  readonly #known = new Map<string, { until: number; answer: Promise<unknown> }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** What failed is not kept. */
  get<T>(key: string, keepMs: number, ask: () => Promise<T>): Promise<T> {
    const now = this.#clock.now()
    const known = this.#known.get(key)
    if (known && known.until > now) return known.answer as Promise<T>
    for (const [old, { until }] of this.#known) if (until <= now || this.#known.size >= MOST) this.#known.delete(old)
    const answer = ask()
    const entry = { until: now + keepMs, answer }
    this.#known.set(key, entry)
    answer.catch(() => {
      if (this.#known.get(key) === entry) this.#known.delete(key)
    })
    return answer
  }
}
