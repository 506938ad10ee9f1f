import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Memory and event-loop delay of this process. The delay is of the time since it was last read. */
export class ProcessFigures {
  readonly #delay = monitorEventLoopDelay({ resolution: 10 })

  constructor() {
    this.#delay.enable()
  }

  read() {
    const { rss, heapUsed, external } = process.memoryUsage()
    const milliseconds = (nanoseconds: number) => Math.round(nanoseconds / 1e4) / 100
    const delay = {
      p50: milliseconds(this.#delay.percentile(50)),
      p99: milliseconds(this.#delay.percentile(99)),
      max: milliseconds(this.#delay.max),
    }
    this.#delay.reset()
    return {
      uptimeSeconds: Math.round(process.uptime()),
      memoryBytes: { rss, heapUsed, external },
      eventLoopDelayMs: delay,
    }
  }

  close(): void {
    this.#delay.disable()
  }
}
