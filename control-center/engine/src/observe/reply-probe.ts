import type { Clock } from '../clock.ts'
import type { ReplyStats, Signals } from './sample.ts'

const FRESH_MS = 2_000

/** The chat's reply statistics, asked at most each two seconds per window and never waited for. */
export class ReplyProbe {
  readonly #known = new Map<string, { askedAt: number; stats: ReplyStats | null; asking: boolean }>()
  readonly #signals: Signals
  readonly #clock: Clock

  constructor(signals: Signals, clock: Clock) {
    this.#signals = signals
    this.#clock = clock
  }

  /** The newest answer for the use named `key`; null before the first one and while the chat does not answer. */
  get(key: string, window: { since: number; last?: number }): ReplyStats | null {
    const known = this.#known.get(key) ?? { askedAt: Number.NEGATIVE_INFINITY, stats: null, asking: false }
    this.#known.set(key, known)
    if (!known.asking && this.#clock.now() - known.askedAt >= FRESH_MS) {
      known.asking = true
      known.askedAt = this.#clock.now()
      this.#signals.replies(window).then(
        stats => Object.assign(known, { stats, asking: false }),
        () => Object.assign(known, { stats: null, asking: false }),
      )
    }
    return known.stats
  }

  /** Forgets every use that is not named. */
  keep(keys: Set<string>): void {
    for (const key of this.#known.keys()) if (!keys.has(key)) this.#known.delete(key)
  }
}
