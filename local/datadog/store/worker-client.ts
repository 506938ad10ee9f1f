import { Worker } from 'node:worker_threads'
import type { FromWorker, Opened, RequestKind, Requests, ToWorker, WorkerSettings } from './protocol.ts'

interface Waiting {
  resolve(answer: never): void
  reject(error: Error): void
}

/** Requests to the worker thread and their answers. */
export class WorkerClient {
  readonly #worker: Worker
  readonly #waiting = new Map<number, Waiting>()
  #nextId = 1
  #ended: Error | null = null

  readonly #onEnd: (error: Error) => void
  #closing = false

  private constructor(worker: Worker, onEnd: (error: Error) => void) {
    this.#worker = worker
    this.#onEnd = onEnd
  }

  /** Starts the thread; rejects when it cannot open the database. `onEnd` is told when it ends without close(). */
  static async start(
    script: URL,
    settings: WorkerSettings,
    onEnd: (error: Error) => void,
  ): Promise<{ client: WorkerClient; opened: Opened }> {
    // Without a limit V8 lets garbage grow with the machine's memory.
    const worker = new Worker(script, {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 },
    })
    const client = new WorkerClient(worker, onEnd)
    const opened = await new Promise<Opened>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', code => reject(new Error(`The store's worker ended with code ${code} while opening`)))
      worker.once('message', (message: FromWorker) => {
        if ('opened' in message) resolve(message.opened)
        else reject(new Error(`Cannot open ${settings.file}: ${'failed' in message ? message.failed : 'no answer'}`))
      })
    })
    worker.on('message', (message: FromWorker) => client.#settle(message))
    worker.on('error', error => client.#end(error))
    worker.on('exit', code => client.#end(new Error(`The store's worker ended with code ${code}`)))
    return { client, opened }
  }

  #settle(message: FromWorker): void {
    if (!('id' in message)) return
    const waiting = this.#waiting.get(message.id)
    this.#waiting.delete(message.id)
    if ('error' in message) waiting?.reject(new Error(message.error))
    else waiting?.resolve(message.answer as never)
  }

  #end(error: Error): void {
    if (this.#ended) return
    this.#ended = error
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
    if (!this.#closing) this.#onEnd(error)
  }

  ask<K extends RequestKind>(kind: K, of: Requests[K]['of']): Promise<Requests[K]['answer']> {
    if (this.#ended) return Promise.reject(this.#ended)
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker.postMessage({ id, kind, of } as ToWorker)
    })
  }

  async close(): Promise<void> {
    if (this.#ended) return
    this.#closing = true
    const exited = new Promise(resolve => this.#worker.once('exit', resolve))
    await this.ask('close', null)
    await exited
  }
}
