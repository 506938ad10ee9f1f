import { Backoff } from './backoff.ts'
import type { Clock } from './clock.ts'

export interface WorkQueueOptions {
  clock: Clock
  /** Handles one key; a rejection is handed to `onError` and tried again with back-off. */
  work: (key: string) => Promise<void>
  onError: (key: string, error: unknown) => void
  /** How many keys are handled at the same time (never the same key twice). */
  concurrency?: number
}

/** A queue of keys: each is there once, is never handled twice at the same time, and comes back after a failure. */
export class WorkQueue {
  readonly #options: WorkQueueOptions
  readonly #waiting = new Set<string>()
  readonly #running = new Set<string>()
  readonly #again = new Set<string>()
  readonly #timers = new Map<string, { at: number; cancel: () => void }>()
  readonly #backoff = new Backoff({ initial: 100, max: 30_000 })
  #started = false
  #stopped = false
  #idle: (() => void)[] = []

  constructor(options: WorkQueueOptions) {
    this.#options = options
  }

  /** Keys added earlier wait until now. */
  start(): void {
    this.#started = true
    this.#pump()
  }

  add(key: string): void {
    if (this.#stopped) return
    if (this.#running.has(key)) this.#again.add(key)
    else this.#waiting.add(key)
    this.#pump()
  }

  /** Adds the key after a delay; an earlier one that is already planned stays. */
  addAfter(key: string, milliseconds: number): void {
    if (this.#stopped) return
    const { clock } = this.#options
    const at = clock.now() + Math.max(0, milliseconds)
    const planned = this.#timers.get(key)
    if (planned && planned.at <= at) return
    planned?.cancel()
    const cancel = clock.after(milliseconds, () => {
      this.#timers.delete(key)
      this.add(key)
    })
    this.#timers.set(key, { at, cancel })
  }

  /** Takes no more work; resolves when what is under way has ended. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#waiting.clear()
    this.#again.clear()
    for (const timer of this.#timers.values()) timer.cancel()
    this.#timers.clear()
    if (this.#running.size > 0) await new Promise<void>(resolve => this.#idle.push(resolve))
  }

  #pump(): void {
    if (!this.#started || this.#stopped) return
    for (const key of this.#waiting) {
      if (this.#running.size >= (this.#options.concurrency ?? 1)) return
      this.#waiting.delete(key)
      this.#running.add(key)
      void this.#run(key)
    }
  }

  async #run(key: string): Promise<void> {
    try {
      await this.#options.work(key)
      this.#backoff.forget(key)
    } catch (error) {
      if (!this.#stopped) {
        this.#options.onError(key, error)
        this.addAfter(key, this.#backoff.next(key))
      }
    }
    this.#running.delete(key)
    if (this.#again.delete(key) && !this.#stopped) this.#waiting.add(key)
    if (this.#running.size === 0) for (const resolve of this.#idle.splice(0)) resolve()
    this.#pump()
  }
}
