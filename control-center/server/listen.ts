import type { Server } from 'node:http'
import type { Express, Response } from 'express'

/** Resolves when it listens; rejects with what is in the way, e.g. a taken port. */
export function listen(app: Express, host: string, port: number): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = app.listen(port, host)
    server.once('listening', () => resolve(server))
    server.once('error', error => {
      const taken = 'code' in error && error.code === 'EADDRINUSE'
      reject(taken ? new Error(`PORT ${port} on ${host} is taken by another process`) : error)
    })
  })
}

/** Responses that do not end by themselves. */
export class OpenStreams {
  readonly #open = new Set<Response>()

  readonly opened = (response: Response): void => {
    this.#open.add(response)
    response.on('close', () => this.#open.delete(response))
  }

  end(): void {
    for (const response of this.#open) response.end()
  }
}

const GRACE_MS = 1_000

/** Takes no more requests, ends the streams, lets the others finish, and cuts off what is left after a second. */
export function close(server: Server, streams: OpenStreams): Promise<void> {
  return new Promise(resolve => {
    const cut = setTimeout(() => server.closeAllConnections(), GRACE_MS)
    server.close(() => {
      clearTimeout(cut)
      resolve()
    })
    streams.end()
    server.closeIdleConnections()
  })
}
