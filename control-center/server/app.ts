import { join } from 'node:path'
import type { Clock } from '@chat-demo/engine'
import type { Preflight } from '@chat-demo/engine/preflight'
import compression from 'compression'
import express, { type Express, type Request, type RequestHandler, type Response } from 'express'
import type { Logger } from 'pino'
import type { LoadContext } from '../app/platform/load-context.ts'
import { type ApiPlatform, apiRouter } from './api/router.ts'
import { type AuditLog, auditing } from './audit.ts'
import { Authenticator } from './auth/authenticate.ts'
import type { Sessions } from './auth/sessions.ts'
import { headers, hostGuard, jsonGuard, originGuard } from './guards.ts'
import { problemHandler } from './problem.ts'

export interface AppOptions {
  platform: ApiPlatform
  clock: Clock
  sessions: Sessions
  audit: AuditLog
  apiToken: string
  /** Looks at everything that would embarrass on stage. */
  preflight: () => Promise<Preflight>
  log: Logger
  /** The address that people type. */
  origin: () => string
  /** Values of the Host header that are ours. */
  hosts: () => string[]
  chatUrl: string | null
  /** Datadog's web application; null when there is none. */
  datadogAppUrl: string | null
  /** Folder of the built browser files; null serves none. */
  clientDir: string | null
  /** Makes the handler of the pages from what every loader gets; null serves none. */
  pages: ((loadContext: (request: Request, response: Response) => LoadContext) => RequestHandler) | null
  /** Told of each response that does not end by itself. */
  opened: (response: Response) => void
}

/** What waits for its next event or line must not wait in a buffer too: such answers are marked for proxies already. */
const compressible: compression.CompressionFilter = (request, response) =>
  response.getHeader('x-accel-buffering') !== 'no' && compression.filter(request, response)

/** The control center's HTTP side: guards first, then the API, then pages. */
export function createApp(options: AppOptions): Express {
  const {
    platform,
    clock,
    sessions,
    audit,
    apiToken,
    preflight,
    log,
    origin,
    hosts,
    chatUrl,
    datadogAppUrl,
    clientDir,
    pages,
    opened,
  } = options
  const authenticator = new Authenticator(sessions, apiToken)
  const app = express()
  app.disable('x-powered-by')
  app.use(hostGuard(hosts))
  app.use(...headers())
  app.use(auditing(audit, clock))
  app.use(
    originGuard(() => [origin()]),
    jsonGuard,
  )
  app.get('/healthz', (_request, response) => void response.json({ status: 'ok' }))
  app.use(compression({ filter: compressible }))
  app.use('/api/v1', apiRouter({ platform, clock, sessions, authenticator, audit, preflight, origin, opened }))

  if (clientDir) {
    app.use('/assets', express.static(join(clientDir, 'assets'), { immutable: true, maxAge: '1y', fallthrough: false }))
    app.use(express.static(clientDir, { maxAge: '1h', index: false }))
  }
  const loadContext = (request: Request, response: Response): LoadContext => {
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    return {
      signal: gone.signal,
      session: authenticator.session(request),
      live: platform.live,
      cspNonce: String(response.locals.cspNonce),
      links: { chat: chatUrl, datadog: datadogAppUrl },
      hasDatadog: platform.boards !== null,
    }
  }
  if (pages) {
    app.use((_request, response, next) => {
      response.set('cache-control', 'no-store')
      next()
    }, pages(loadContext))
  }
  app.use(problemHandler(log))
  return app
}
