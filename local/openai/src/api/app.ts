import { randomUUID } from 'node:crypto'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import type { Answerer } from '../answers/answer.ts'
import type { Model } from '../generation/models.ts'
import { completionsRoute } from './completions.ts'
import { ApiError, badRequest, unknownPath } from './errors.ts'
import { hostAllowed } from './hosts.ts'
import type { Keys } from './keys.ts'
import { modelsRoutes } from './models.ts'

export interface AppOptions {
  keys: Keys
  models: readonly Model[]
  answerer: Answerer
  seed: number
  allowedHosts: readonly string[]
  logger: FastifyBaseLogger
}

/** Largest request body: the context of the largest model is far below it. */
const BODY_LIMIT = 8 * 1024 * 1024

/** The HTTP server, not yet listening. */
export function buildApp(options: AppOptions): FastifyInstance {
  const app = Fastify({
    loggerInstance: options.logger,
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    // Observability libraries tell a provider by its address; on loopback only the path can name it.
    rewriteUrl: ({ url = '/' }) => url.replace(/^\/openai(?=\/v1\/)/, ''),
    genReqId: () => `req_${randomUUID().replaceAll('-', '')}`,
  })
  app.decorateRequest('startedAt', 0)
  app.addHook('onRequest', async (request, reply) => {
    request.startedAt = performance.now()
    reply.header('x-request-id', request.id)
    if (!isProbe(request) && !hostAllowed(request.headers.host, options.allowedHosts)) {
      throw new ApiError(421, `This server does not answer for the host "${request.headers.host ?? ''}".`)
    }
  })
  app.addHook('onSend', async (request, reply) => {
    reply.header('openai-processing-ms', String(Math.round(performance.now() - request.startedAt)))
  })
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  app.setNotFoundHandler(request => {
    throw unknownPath(request.method, request.url)
  })
  app.get('/healthz', async () => ({ status: 'ok' }))
  app.register(modelsRoutes, options)
  app.register(completionsRoute, options)
  return app
}

declare module 'fastify' {
  interface FastifyRequest {
    /** `performance.now()` when the request came. */
    startedAt: number
  }
}

function isProbe(request: FastifyRequest): boolean {
  return request.url === '/healthz'
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asApiError(error)
  if (known.status >= 500) request.log.error({ err: error }, 'request failed')
  return reply.code(known.status).headers(known.headers).send(known.body())
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (status === 413) return new ApiError(413, `The body of this request is larger than ${BODY_LIMIT} bytes.`)
  if (status === 415) return badRequest('The body of this request has to be sent as application/json.', null)
  if (status >= 400 && status < 500) return badRequest('The body of this request is not valid JSON.', null)
  return new ApiError(500, 'The server failed on this request.', { type: 'server_error' })
}
