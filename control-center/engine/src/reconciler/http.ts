import { isIP } from 'node:net'
import fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'

export interface ProbeServerOptions {
  logger: FastifyBaseLogger
  /** Host names accepted beside IP literals and localhost; null: none. */
  allowedHosts: string[] | null
  /** false while starting or draining. */
  ready: () => boolean
  /** What is wrong with dependencies; never changes the code. */
  problems: () => Record<string, string>
}

/** Is the Host header one of ours? DNS rebinding needs a name, so IP literals are. */
export function acceptsHost(header: string | undefined, allowed: string[] | null): boolean {
  if (header === undefined) return false
  const host = header.replace(/:\d+$/, '')
  if (allowed) return allowed.includes(header) || allowed.includes(host)
  return host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0
}

/** `/healthz` and `/readyz`, as the kubelet asks for them. */
export function probeServer(options: ProbeServerOptions): FastifyInstance {
  const server = fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
  })
  server.addHook('onRequest', async (request, reply) => {
    const path = request.url.split('?')[0]
    if (path === '/healthz' || path === '/readyz' || acceptsHost(request.headers.host, options.allowedHosts)) return
    return reply
      .code(421)
      .type('application/problem+json')
      .send({ type: 'about:blank', title: 'Misdirected Request', status: 421, detail: 'This Host is not served here' })
  })
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    const ready = options.ready()
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready', problems: options.problems() })
  })
  return server
}
