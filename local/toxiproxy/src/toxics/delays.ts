import { DelayLine, type Sink, type Stage } from './stage.ts'

/** Each chunk `latency` ± `jitter` ms later; throughput stays. */
export class Latency implements Stage {
  readonly #line: DelayLine
  readonly #delay: () => number
  constructor(next: Sink, { latency, jitter }: { latency: number; jitter: number }, random: () => number) {
    this.#line = new DelayLine(next)
    this.#delay = () => latency + (jitter > 0 ? Math.floor(random() * jitter * 2) - jitter : 0)
  }
  write(chunk: Buffer): void {
    this.#line.hold(Date.now() + this.#delay(), chunk)
  }
  end(): void {
    this.#line.hold(this.#line.last, null)
  }
  release(): void {
    this.#line.release()
  }
}

/** At most `rate` KB a second, in pieces of a tenth of a second. */
export class Bandwidth implements Stage {
  readonly #line: DelayLine
  readonly #rate: number
  #free = 0
  constructor(next: Sink, { rate }: { rate: number }) {
    this.#line = new DelayLine(next)
    this.#rate = rate
  }
  write(chunk: Buffer): void {
    const piece = this.#rate > 0 ? this.#rate * 100 : chunk.length
    for (let from = 0; from < chunk.length; from += piece) {
      const part = chunk.subarray(from, from + piece)
      const takes = this.#rate > 0 ? part.length / this.#rate : 0
      this.#free = Math.max(this.#free, Date.now()) + takes
      this.#line.hold(this.#free, part)
    }
  }
  end(): void {
    this.#line.hold(this.#line.last, null)
  }
  release(): void {
    this.#line.release()
  }
}

/** Cuts chunks into pieces of `average_size` ± `size_variation` bytes, `delay` microseconds apart. */
export class Slicer implements Stage {
  readonly #line: DelayLine
  readonly #cut: { average_size: number; size_variation: number; delay: number }
  readonly #random: () => number
  constructor(next: Sink, cut: { average_size: number; size_variation: number; delay: number }, random: () => number) {
    this.#line = new DelayLine(next)
    this.#cut = cut
    this.#random = random
  }
  write(chunk: Buffer): void {
    const { average_size: average, size_variation: variation, delay } = this.#cut
    let at = Math.max(this.#line.last, Date.now())
    for (let from = 0; from < chunk.length; ) {
      const varied = variation > 0 ? Math.floor(this.#random() * variation * 2) - variation : 0
      const to = Math.min(chunk.length, from + Math.max(1, average + varied))
      this.#line.hold(at, chunk.subarray(from, to))
      at += delay / 1000
      from = to
    }
  }
  end(): void {
    this.#line.hold(this.#line.last, null)
  }
  release(): void {
    this.#line.release()
  }
}
