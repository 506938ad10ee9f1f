import type { Clock } from '@chat-demo/engine'
import type { Preflight } from '@chat-demo/engine/preflight'
import express, { type Request, type RequestHandler, type Response, Router } from 'express'
import type { Platform } from '../../app/platform/platform.ts'
import { openPodLog } from '../../app/platform/pod-log.ts'
import type { AuditLog } from '../audit.ts'
import type { Authenticator } from '../auth/authenticate.ts'
import type { Sessions } from '../auth/sessions.ts'
import { HttpProblem } from '../problem.ts'
import { insightRoutes } from './insights.ts'
import { lensRoutes } from './lenses.ts'
import { loginRoutes } from './login.ts'
import { openapiDocument } from './openapi.ts'
import { podLogs } from './pod-logs.ts'
import { preflightRoutes } from './preflight.ts'
import { reportRoutes } from './reports.ts'
import { runRoutes } from './runs.ts'
import { auditQuery, trafficBody } from './schemas.ts'
import { liveStream } from './stream.ts'
import { tourRoutes } from './tours.ts'
import { widgetRoutes } from './widgets.ts'

export type ApiPlatform = Pick<
  Platform,
  | 'config'
  | 'namespace'
  | 'engine'
  | 'catalog'
  | 'live'
  | 'boards'
  | 'insights'
  | 'tours'
  | 'lenses'
  | 'follow'
  | 'films'
  | 'followings'
  | 'refreshTraffic'
> & {
  traffic: Pick<Platform['traffic'], 'setProfile'>
}

export interface ApiOptions {
  platform: ApiPlatform
  clock: Clock
  sessions: Sessions
  authenticator: Authenticator
  audit: AuditLog
  preflight: () => Promise<Preflight>
  origin: () => string
  opened: (response: Response) => void
}

/** `/api/v1`. */
export function apiRouter(options: ApiOptions): Router {
  const { platform, clock, sessions, authenticator, audit, preflight, origin, opened } = options
  const { live, boards, engine, catalog, traffic } = platform
  const router = Router()
  router.use(express.json({ limit: '32kb', strict: true }))
  router.use((_request, response, next) => {
    response.set('cache-control', 'no-store')
    next()
  })
  router.use(loginRoutes({ clock, sessions, authenticator, origin }))
  router.use(authenticator.guard)

  router.get('/status', (_request, response) => {
    const { serverTime, platforms, services, steady, runs } = live.snapshot()
    response.json({ serverTime, platforms, services, steady, runs: runs.filter(run => run.endedAt === null) })
  })
  router.get('/pods', (_request, response) => void response.json({ pods: live.snapshot().pods }))
  router.get('/events', (_request, response) => void response.json({ events: live.snapshot().events }))
  router.get('/scenarios', (_request, response) => {
    response.json({ scenarios: engine.scenarios(), problems: catalog.problems() })
  })
  router.get('/audit', (request, response) => {
    response.json({ entries: audit.entries(auditQuery.parse(request.query).limit) })
  })
  router.get('/openapi.json', (_request, response) => void response.json(openapiDocument(origin())))
  router.get(
    '/stream',
    liveStream({ live, boards, clock, opened, allowed: (request: Request) => authenticator.caller(request) !== null }),
  )
  router.get(
    '/pods/:name/logs',
    podLogs(log => openPodLog(platform.config, { ...log, namespace: platform.namespace }), opened),
  )
  router.get('/monitors', (_request, response, next) => {
    Promise.resolve(boards?.readMonitors() ?? live.snapshot().monitors).then(state => response.json(state), next)
  })
  router.use(widgetRoutes(boards))
  router.use(insightRoutes(platform.insights))
  router.use(lensRoutes(platform))
  router.use(runRoutes(engine))
  router.use(reportRoutes(engine, platform.films))
  router.use(preflightRoutes(preflight))
  router.use(
    tourRoutes(platform.tours, () => {
      const { tour, tours } = live.snapshot()
      return { active: tour, rehearsals: tours.list.map(({ id, rehearsals }) => ({ id, ...rehearsals })) }
    }),
  )

  const setTraffic: RequestHandler = (request, response, next) => {
    const { profile: wanted } = trafficBody.parse(request.body)
    response.locals.audit = wanted
    traffic.setProfile(wanted).then(profile => {
      void platform.refreshTraffic()
      response.json({ profile })
    }, next)
  }
  router.put('/traffic', setTraffic)

  router.use((request, _response, next) =>
    next(new HttpProblem(404, `There is no ${request.method} ${request.originalUrl.split('?')[0]}`)),
  )
  return router
}
