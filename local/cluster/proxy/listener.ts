import net from 'node:net'
import { Backoff } from '../client/backoff.ts'
import { type Clock, delay } from '../client/clock.ts'
import { RoundRobin, type Target } from './endpoints.ts'
import { forward } from './forward.ts'
import type { WantedListener } from './listeners.ts'

export interface ListenerOptions {
  clock: Clock
  wanted: WantedListener
  /** Where connections go now. */
  targets: () => Target[]
  onListening: (port: number) => void
  /** The address cannot be had; it is tried again. */
  onError: (error: NodeJS.ErrnoException) => void
}

/** One listening socket of the proxy; keeps trying while its address is taken. */
export class Listener {
  readonly #options: ListenerOptions
  readonly #server: net.Server
  readonly #connections = new Set<net.Socket>()
  readonly #abort = new AbortController()
  readonly #turns = new RoundRobin()
  /** The port it listens on; undefined while it does not. */
  port: number | undefined

  constructor(options: ListenerOptions) {
    this.#options = options
    this.#server = net.createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, socket => {
      this.#connections.add(socket)
      socket.once('close', () => this.#connections.delete(socket))
      void forward(socket, this.#turns.order(options.targets()))
    })
    void this.#run()
  }

  /** Accepts no more; connections that stand go on. */
  close(): void {
    this.#abort.abort()
    this.port = undefined
    this.#server.close()
  }

  destroy(): void {
    this.close()
    for (const socket of this.#connections) socket.destroy()
  }

  async #run(): Promise<void> {
    const { clock, onListening, onError } = this.#options
    const { signal } = this.#abort
    const backoff = new Backoff({ initial: 1_000, max: 15_000 })
    while (!signal.aborted) {
      try {
        this.port = await this.#listen()
        if (signal.aborted) this.#server.close()
        else onListening(this.port)
        return
      } catch (error) {
        onError(error as NodeJS.ErrnoException)
        await delay(clock, backoff.next(''), signal)
      }
    }
  }

  #listen(): Promise<number> {
    const { host, port } = this.#options.wanted
    return new Promise((resolve, reject) => {
      const failed = (error: Error) => {
        this.#server.removeListener('listening', listening)
        reject(error)
      }
      const listening = () => {
        this.#server.removeListener('error', failed)
        const address = this.#server.address()
        resolve(address && typeof address === 'object' ? address.port : port)
      }
      this.#server.once('error', failed)
      this.#server.once('listening', listening)
      this.#server.listen({ host, port })
    })
  }
}
