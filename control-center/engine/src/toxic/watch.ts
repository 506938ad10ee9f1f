import type { Clock } from '../clock.ts'
import type { StandingToxic, ToxicControl } from './toxic.ts'

const EVERY_MS = 2_000

/** What stood in Toxiproxy when it was last asked. */
export interface SeenToxics {
  /** When the question was asked, milliseconds since the epoch: what is newer than that may be missing. */
  at: number
  toxics: StandingToxic[]
}

/** Asks Toxiproxy what stands, at most each two seconds, and only while somebody wants to know. */
export class ToxicWatch {
  readonly #toxiproxy: ToxicControl | null
  readonly #clock: Clock
  #seen: SeenToxics | null = null
  #asking = false
  #askedAt = Number.NEGATIVE_INFINITY

  constructor(toxiproxy: ToxicControl | null, clock: Clock) {
    this.#toxiproxy = toxiproxy
    this.#clock = clock
  }

  /** The last answer; null before the first one and while Toxiproxy does not answer. Never waits. */
  look(): SeenToxics | null {
    const now = this.#clock.now()
    if (this.#toxiproxy && !this.#asking && now - this.#askedAt >= EVERY_MS) {
      this.#asking = true
      this.#askedAt = now
      this.#toxiproxy.list().then(
        toxics => this.#answered({ at: now, toxics }),
        () => this.#answered(null),
      )
    }
    return this.#seen
  }

  #answered(seen: SeenToxics | null): void {
    this.#seen = seen
    this.#asking = false
  }
}
