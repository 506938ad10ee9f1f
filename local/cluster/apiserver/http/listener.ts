import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import { anonymous, type UserInfo } from '../authn/user.ts'
import { Exchange } from './exchange.ts'
import { parseRequestInfo } from './request-info.ts'
import { StatusError } from './status.ts'

export interface ListenerOptions {
  host: string
  port: number
  tls: { key: string; cert: string }
  /** Host names that requests may be addressed to, without port. */
  ownHosts: ReadonlySet<string>
  authenticate: (request: IncomingMessage) => Promise<UserInfo>
  handle: (exchange: Exchange) => Promise<void>
  log: Logger
}

const hostName = (header: string | undefined) =>
  (header ?? '')
    .replace(/:\d+$/, '')
    .replace(/^\[|\]$/g, '')
    .toLowerCase()

function sendError(exchange: Exchange, error: unknown, log: Logger): void {
  if (error instanceof StatusError) {
    exchange.send(error.code, error.status)
    return
  }
  log.error({ err: error, path: exchange.info.path, verb: exchange.info.verb }, 'request failed')
  const { status } = StatusError.of(500, 'InternalError', `Internal error occurred: ${(error as Error).message}`)
  if (exchange.response.headersSent) exchange.response.destroy()
  else exchange.send(500, status)
}

async function serve(options: ListenerOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const info = parseRequestInfo(request.method ?? 'GET', request.url ?? '/')
  let exchange = new Exchange(request, response, info, anonymous)
  try {
    if (!options.ownHosts.has(hostName(request.headers.host))) {
      throw StatusError.of(
        421,
        'MisdirectedRequest',
        `this server does not answer for host ${JSON.stringify(request.headers.host ?? '')}`,
      )
    }
    const user = await options.authenticate(request)
    exchange = new Exchange(request, response, info, user)
    await options.handle(exchange)
  } catch (error) {
    sendError(exchange, error, options.log)
  }
}

/** Listens with TLS; resolves with the port once connections are taken. */
export async function listen(options: ListenerOptions): Promise<{ server: HttpServer; port: number }> {
  const server = createServer({ ...options.tls, minVersion: 'TLSv1.2' }, (request, response) => {
    void serve(options, request, response)
  })
  server.keepAliveTimeout = 65_000
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port, options.host, () => {
      server.off('error', reject)
      resolve()
    })
  })
  return { server, port: (server.address() as AddressInfo).port }
}
