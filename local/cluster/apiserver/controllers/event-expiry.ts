import type { Clock } from '../clock.ts'
import type { Registry } from '../registry/registry.ts'
import { definitionOfStorage } from '../resources/index.ts'

const LIFETIME_MS = 3600_000
const EVERY_MS = 60_000

/** Removes Events an hour after their last change, as the API server's event TTL does. */
export class EventExpiry {
  readonly #registry: Registry
  readonly #clock: Clock
  readonly #onError: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined

  constructor(registry: Registry, clock: Clock, onError: (error: unknown) => void) {
    this.#registry = registry
    this.#clock = clock
    this.#onError = onError
  }

  start(): void {
    this.#timer = setInterval(() => void this.sweep().catch(this.#onError), EVERY_MS)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  async sweep(): Promise<void> {
    const limit = this.#clock.now().getTime() - LIFETIME_MS
    const definition = definitionOfStorage('events')
    for (const event of this.#registry.store.list('events')) {
      const { lastTimestamp, eventTime } = event as { lastTimestamp?: string; eventTime?: string }
      const { creationTimestamp, namespace, name } = event.metadata
      const last = Date.parse(lastTimestamp ?? eventTime ?? creationTimestamp)
      if (last < limit) await this.#registry.delete(definition, namespace, name, { dryRun: false })
    }
  }
}
