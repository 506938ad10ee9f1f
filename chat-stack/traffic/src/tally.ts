/** How a message that was sent came out. `timedOut`: answered 504 or late, or not at all in the visitor's patience. */
export type Outcome = 'ok' | 'failed' | 'timedOut'

export type Count = 'scheduled' | 'sent' | Outcome

export type Counts = Record<Count, number>

export interface Window extends Counts {
  /** ISO 8601. */
  start: string
  seconds: number
}

const windowSeconds = 10
const keptWindows = 60

function zero(): Counts {
  return { scheduled: 0, sent: 0, ok: 0, failed: 0, timedOut: 0 }
}

/** Counts since the start and in windows of ten seconds. */
export class Tally {
  readonly #totals = zero()
  readonly #windows = new Map<number, Counts>()

  /** @param at milliseconds since the epoch */
  add(count: Count, at: number): void {
    this.#totals[count] += 1
    const start = Math.floor(at / (windowSeconds * 1_000)) * windowSeconds * 1_000
    let window = this.#windows.get(start)
    if (window === undefined) {
      window = zero()
      this.#windows.set(start, window)
      const oldest = Math.min(...this.#windows.keys())
      if (this.#windows.size > keptWindows) this.#windows.delete(oldest)
    }
    window[count] += 1
  }

  get totals(): Counts {
    return { ...this.#totals }
  }

  /** Newest last; windows in which nothing happened are left out. */
  get windows(): Window[] {
    return [...this.#windows]
      .sort(([one], [other]) => one - other)
      .map(([start, counts]) => ({ start: new Date(start).toISOString(), seconds: windowSeconds, ...counts }))
  }
}
