import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { Logger } from '../logger.ts'
import type { Readiness } from '../readiness.ts'
import { guardHost } from './host-guard.ts'
import { installProblems, type ProblemError } from './problem.ts'

export interface ServerOptions {
  logger: Logger
  readiness: Readiness
  /** Accepted Host headers; undefined accepts addresses and localhost only. */
  allowedHosts: readonly string[] | undefined
  /** Bytes; a larger body is answered 413. */
  bodyLimit?: number
  /** A connection is closed after so many requests, so that its client comes again by way of the Service; 0: never. */
  maxRequestsPerSocket?: number
  /** Gives an error of the service's own dependencies its status. */
  translateError?: (error: Error) => ProblemError | undefined
}

/** Milliseconds after which what is still open is cut while closing: inside the grace of the whole service. */
const cutMs = 8_000

/**
 * A Fastify server with what every service of the chat stack has: Host guard, problem+json errors, `/healthz` and
 * `/readyz`, one log line per request (debug; warn from 500 on).
 */
export function createServer(options: ServerOptions): FastifyInstance {
  const { logger, readiness, allowedHosts, bodyLimit = 65_536, maxRequestsPerSocket = 0, translateError } = options
  const server = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    bodyLimit,
    maxRequestsPerSocket,
    logController: new LogController({ disableRequestLogging: true }),
    // Requests that arrive on a kept-alive connection while draining are still served, with `connection: close`.
    return503OnClosing: false,
  })
  installProblems(server, bodyLimit, translateError)
  guardHost(server, allowedHosts)

  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const report = readiness.report()
    return reply.code(report.status === 'ready' ? 200 : 503).send(report)
  })

  server.addHook('onRequest', async (_request, reply) => {
    if (readiness.phase === 'draining') reply.header('connection', 'close')
  })
  let cut: NodeJS.Timeout | undefined
  server.addHook('preClose', async () => {
    cut = setTimeout(() => {
      logger.warn('connections that are still open are cut')
      server.server.closeAllConnections()
    }, cutMs)
  })
  server.addHook('onClose', async () => clearTimeout(cut))
  server.addHook('onResponse', async (request, reply) => {
    // A response that began before draining keeps its connection open; closing the server would wait for it.
    if (readiness.phase === 'draining') setImmediate(() => server.server.closeIdleConnections())
    const level = reply.statusCode >= 500 && readiness.phase === 'ready' ? 'warn' : 'debug'
    request.log[level](
      { method: request.method, url: request.url, status: reply.statusCode, ms: Math.round(reply.elapsedTime) },
      'request',
    )
  })
  return server
}
