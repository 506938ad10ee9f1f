/** What a stage of a link hands its bytes to: the next stage, or the destination. */
export interface Sink {
  write(chunk: Buffer): void
  /** The source has sent all it had. */
  end(): void
}

/** The connection as a stage may treat it. */
export interface Connection {
  /** Ends both sides in order. */
  close(): void
  /** Ends both sides with a TCP RST. */
  reset(): void
}

/** One toxic at work on one direction of one connection. */
export interface Stage extends Sink {
  /** The toxic was removed or changed: what is held back goes on at once, no byte is lost. */
  release(): void
}

/** A chunk, or the end, that goes on at a time of its own; always in the order of arrival. */
export class DelayLine {
  readonly #next: Sink
  #held: { at: number; chunk: Buffer | null }[] = []
  #timer: NodeJS.Timeout | undefined
  constructor(next: Sink) {
    this.#next = next
  }

  /** Unix milliseconds at which the newest held item goes on. */
  get last(): number {
    return this.#held.at(-1)?.at ?? 0
  }

  /** `chunk` null is the end. */
  hold(at: number, chunk: Buffer | null): void {
    this.#held.push({ at: Math.max(at, this.last), chunk })
    this.#timer ??= setTimeout(() => this.#due(), Math.max(0, at - Date.now()))
  }

  release(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    for (const { chunk } of this.#held.splice(0)) this.#pass(chunk)
  }

  #due(): void {
    this.#timer = undefined
    while (this.#held[0] && this.#held[0].at <= Date.now()) this.#pass(this.#held.shift()?.chunk ?? null)
    const [first] = this.#held
    if (first) this.#timer = setTimeout(() => this.#due(), Math.max(1, first.at - Date.now()))
  }

  #pass(chunk: Buffer | null): void {
    if (chunk) this.#next.write(chunk)
    else this.#next.end()
  }
}
