import Fastify, { type FastifyBaseLogger, type FastifyInstance, type FastifyRequest, LogController } from 'fastify'
import { type ApiContext, ApiError, type ApiRoutes } from './context.ts'
import { type Doorway, openDoorway } from './http/doorway.ts'
import { sendError } from './http/errors.ts'
import { hostAllowed } from './http/hosts.ts'
import { acceptJson } from './http/json.ts'
import { checkKeys, type Keys } from './http/keys.ts'
import { type Limit, RateLimits, rateLimitHeaders } from './http/rate-limits.ts'

export interface ApiOptions {
  context: ApiContext
  routes: readonly ApiRoutes[]
  keys: Keys
  /** Where to listen, or what listens already. */
  at: Doorway | { host: string; port: number }
  /** Other figures than Datadog's, by the name of the bucket; `*` is all others. */
  rateLimits?: Readonly<Record<string, Limit>>
  /** Names beside localhost that this server answers to. */
  allowedHosts?: readonly string[]
  /** What `/debug` shows. */
  figures?: () => object
  logger?: FastifyBaseLogger
}

export interface Api {
  url: string
  port: number
  close(): Promise<void>
}

/** Intakes set lower limits of their own. */
const BODY_LIMIT = 8 * 1024 * 1024

/** The API and all intakes on one socket. */
export async function startApi(options: ApiOptions): Promise<Api> {
  const app = buildApi(options)
  await app.ready()
  const doorway = 'handOver' in options.at ? options.at : await openDoorway(options.at)
  doorway.handOver((request, response) => app.routing(request, response))
  return {
    url: `http://127.0.0.1:${doorway.port}`,
    port: doorway.port,
    async close() {
      await doorway.close()
      await app.close()
    },
  }
}

function buildApi(options: ApiOptions): FastifyInstance {
  const { context, keys, allowedHosts = [] } = options
  const limits = new RateLimits(options.rateLimits)
  const app = Fastify({
    ...(options.logger === undefined ? {} : { loggerInstance: options.logger }),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    routerOptions: { ignoreTrailingSlash: true },
  })
  acceptJson(app)

  app.addHook('onRequest', async (request, reply) => {
    if (!hostAllowed(request.headers.host, allowedHosts)) {
      throw new ApiError(421, [`This server does not answer for the host "${request.headers.host ?? ''}".`])
    }
    if (request.is404 || isProbe(request)) return
    const path = pathOf(request)
    const wanted = request.routeOptions.config.keys ?? 'both'
    if (wanted !== 'own') checkKeys(request.headers, path, wanted, keys)
    const verdict = limits.take(request.method, path, context.now())
    if (verdict === null) return
    reply.headers(rateLimitHeaders(verdict))
    if (!verdict.allowed) {
      const { requests, periodSeconds } = verdict
      throw new ApiError(429, [
        `Rate limit of ${requests} requests in ${periodSeconds} seconds reached. Please try again later.`,
      ])
    }
  })
  app.setErrorHandler((error, request, reply) => sendError(error, request, reply))
  app.setNotFoundHandler(request => {
    throw new ApiError(501, [`${request.method} ${pathOf(request)} is not answered here.`])
  })

  app.get('/healthz', async () => ({ status: 'ok' }))
  app.get('/debug', async () => options.figures?.() ?? {})
  // Apart from each other, so that how one product reads bodies is no matter of another.
  for (const routes of options.routes) app.register(async scope => routes(scope, context))
  return app
}

const isProbe = (request: FastifyRequest): boolean => request.method === 'GET' && pathOf(request) === '/healthz'

const pathOf = (request: FastifyRequest): string => request.url.split('?', 1)[0] ?? ''
