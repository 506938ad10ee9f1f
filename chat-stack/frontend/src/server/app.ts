import { createServer, type Logger, type Readiness } from '@chat-demo/common'
import helmet from '@fastify/helmet'
import type { FastifyInstance } from 'fastify'
import { drainOnClose } from './drain.ts'
import { refuseForeignOrigins } from './origin.ts'
import { servePages } from './pages.ts'
import { forwardApi } from './proxy.ts'
import { type RumOptions, serveRum } from './rum/rum.ts'

export interface FrontendOptions {
  logger: Logger
  readiness: Readiness
  /** Accepted Host headers, as `host` or `host:port`. */
  allowedHosts: readonly string[]
  /** Where `/api/*` is forwarded to. */
  backendUrl: string
  /** Undefined: pages send no telemetry. */
  rum: RumOptions | undefined
  /** Folder of the built pages. */
  clientFolder: string
}

/** The server of the chat page, not yet listening. */
export async function buildServer(options: FrontendOptions): Promise<FastifyInstance> {
  const server = createServer(options)
  // Readers of a conversation's stream come back to another server.
  drainOnClose(server, path => path.endsWith('/stream'))
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        // The recorder of session replays compresses in a worker that it makes itself.
        ...(options.rum === undefined ? {} : { workerSrc: ['blob:'] }),
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // Served over plain HTTP on loopback: a browser that remembered HTTPS for localhost would break other servers on it.
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'no-referrer' },
  })
  refuseForeignOrigins(server)
  await forwardApi(server, options.backendUrl)
  await serveRum(server, options.rum)
  await servePages(server, options.clientFolder)
  return server
}
