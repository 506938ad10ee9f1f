export interface BackoffOptions {
  /** First delay, milliseconds. */
  initial: number
  /** Longest delay, milliseconds. */
  max: number
}

/** Exponential delays per key: initial, twice that, … up to the longest; `forget` starts over. */
export class Backoff<Key = string> {
  readonly #failures = new Map<Key, number>()

  constructor(readonly options: BackoffOptions) {}

  /** Delay before the next try, in milliseconds; counts one failure. */
  next(key: Key): number {
    const failures = this.#failures.get(key) ?? 0
    this.#failures.set(key, failures + 1)
    return Math.min(this.options.initial * 2 ** Math.min(failures, 30), this.options.max)
  }

  forget(key: Key): void {
    this.#failures.delete(key)
  }
}
