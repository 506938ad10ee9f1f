import { StatusError } from '../http/status.ts'

/**
 * Processes keys one after the other, each at most once however often it was added meanwhile. A key whose object
 * changed or vanished under it (404, 409) needs nothing more: that change adds it again.
 */
export class WorkQueue {
  readonly #process: (key: string) => Promise<void>
  readonly #onError: (error: unknown) => void
  readonly #keys = new Set<string>()
  #running: Promise<void> | undefined
  #stopped = false

  constructor(process: (key: string) => Promise<void>, onError: (error: unknown) => void) {
    this.#process = process
    this.#onError = onError
  }

  add(key: string): void {
    this.#keys.add(key)
    this.#running ??= this.#run()
  }

  /** Takes no more keys and resolves when the one at work is done. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    await Promise.resolve() // changes of the same turn are taken together
    for (const key of this.#keys) {
      if (this.#stopped) break
      this.#keys.delete(key)
      try {
        await this.#process(key)
      } catch (error) {
        if (!(error instanceof StatusError && (error.code === 404 || error.code === 409))) this.#onError(error)
      }
    }
    this.#running = undefined
  }
}
