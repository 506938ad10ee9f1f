/** Deltas of one reply are sent at most this often; one message per token would cost more than the reply. */
const intervalMs = 250

/** Gathers a reply's tokens into deltas: the first goes at once, then at most four a second. */
export class DeltaBatcher {
  readonly #send: (index: number, text: string) => void
  #pending = ''
  #timer: NodeJS.Timeout | undefined
  #count = 0
  #lastAt = Number.NEGATIVE_INFINITY

  constructor(send: (index: number, text: string) => void) {
    this.#send = send
  }

  /** Deltas sent so far. */
  get count(): number {
    return this.#count
  }

  add(text: string): void {
    this.#pending += text
    if (this.#timer !== undefined) return
    const wait = this.#lastAt + intervalMs - performance.now()
    if (wait <= 0) this.flush()
    else this.#timer = setTimeout(() => this.flush(), wait)
  }

  /** Sends what is pending now: at the end of the reply. */
  flush(): void {
    this.stop()
    if (this.#pending === '') return
    const text = this.#pending
    this.#pending = ''
    this.#lastAt = performance.now()
    this.#send(this.#count, text)
    this.#count += 1
  }

  /** Sends nothing more by itself. */
  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }
}
