import type { Connection, Sink, Stage } from './stage.ts'

/** Nothing gets through; the connection ends `timeout` ms after the last byte, or never for 0. */
export class Timeout implements Stage {
  readonly #connection: Connection
  readonly #timeout: number
  #timer: NodeJS.Timeout | undefined
  constructor(_next: Sink, { timeout }: { timeout: number }, connection: Connection) {
    this.#connection = connection
    this.#timeout = timeout
    this.#arm()
  }
  #arm(): void {
    clearTimeout(this.#timer)
    if (this.#timeout > 0) this.#timer = setTimeout(() => this.#connection.close(), this.#timeout)
  }
  write(): void {
    this.#arm()
  }
  end(): void {
    this.release()
  }
  /** Bytes are missing in this stream by now, so it cannot go on. */
  release(): void {
    clearTimeout(this.#timer)
    this.#connection.close()
  }
}

/** The end is told `delay` ms late. */
export class SlowClose implements Stage {
  readonly #next: Sink
  readonly #delay: number
  #timer: NodeJS.Timeout | undefined
  constructor(next: Sink, { delay }: { delay: number }) {
    this.#next = next
    this.#delay = delay
  }
  write(chunk: Buffer): void {
    this.#next.write(chunk)
  }
  end(): void {
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.#next.end()
    }, this.#delay)
  }
  release(): void {
    if (!this.#timer) return
    clearTimeout(this.#timer)
    this.#next.end()
  }
}

/** The connection ends after `bytes`. */
export class LimitData implements Stage {
  readonly #next: Sink
  readonly #connection: Connection
  #left: number
  constructor(next: Sink, { bytes }: { bytes: number }, connection: Connection) {
    this.#next = next
    this.#left = bytes
    this.#connection = connection
  }
  write(chunk: Buffer): void {
    if (this.#left > 0) this.#next.write(chunk.subarray(0, this.#left))
    this.#left -= chunk.length
    if (this.#left <= 0) this.#connection.close()
  }
  end(): void {
    this.#next.end()
  }
  release(): void {}
}

/** A TCP RST to both sides, `timeout` ms after the first byte. */
export class ResetPeer implements Stage {
  readonly #connection: Connection
  readonly #timeout: number
  #timer: NodeJS.Timeout | undefined
  constructor(_next: Sink, { timeout }: { timeout: number }, connection: Connection) {
    this.#connection = connection
    this.#timeout = timeout
  }
  write(): void {
    this.#timer ??= setTimeout(() => this.#connection.reset(), this.#timeout)
  }
  end(): void {
    this.write()
  }
  release(): void {
    if (!this.#timer) return
    clearTimeout(this.#timer)
    this.#connection.reset()
  }
}
