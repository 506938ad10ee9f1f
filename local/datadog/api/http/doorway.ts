import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** A socket that listens from the start and answers 503 until somebody is behind it. */
export interface Doorway {
  port: number
  handOver(handler: Handler): void
  /** Takes no more requests; resolves when those that came are answered. */
  close(): Promise<void>
}

/** @throws when the port is taken, naming it */
export async function openDoorway(options: { host: string; port: number }): Promise<Doorway> {
  let handler: Handler = (_request, response) => {
    response
      .writeHead(503, { 'content-type': 'application/json', 'retry-after': '1' })
      .end(JSON.stringify({ errors: ['Starting: the store is being opened.'] }))
  }
  let closing = false
  const server: Server = createServer((request, response) => {
    // A connection that was busy when the server closed would be kept alive for nobody.
    response.once('close', () => {
      if (closing) server.closeIdleConnections()
    })
    handler(request, response)
  })
  // Longer than any client is busy with itself: one that comes back to a connection just closed loses its request.
  server.keepAliveTimeout = 72_000
  server.listen(options.port, options.host)
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    handOver(next) {
      handler = next
    },
    async close() {
      if (!server.listening) return
      closing = true
      const closed = once(server, 'close')
      server.close()
      server.closeIdleConnections()
      await closed
    },
  }
}
