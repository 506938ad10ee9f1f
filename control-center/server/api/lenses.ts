import { messageOf } from '@chat-demo/engine'
import { type NextFunction, type RequestHandler, type Response, Router } from 'express'
import { DatadogError, type ProblemKind } from '../../app/platform/datadog/problem.ts'
import type { FollowEvent } from '../../app/platform/lenses/follow-events.ts'
import type { Followings } from '../../app/platform/lenses/followings.ts'
import type { Lenses } from '../../app/platform/lenses/lenses.ts'
import { HttpProblem } from '../problem.ts'
import { followBody, logsQuery, SPAN_MS, traceParams, tracesQuery } from './schemas-lenses.ts'
import { openStream, sseEvent } from './sse.ts'

interface LensSource {
  lenses: Lenses | null
  follow: (content: string, signal: AbortSignal) => AsyncGenerator<FollowEvent>
  followings: Pick<Followings, 'events'>
}

const STATUS: Record<ProblemKind, number> = {
  invalid: 400,
  missing: 404,
  limited: 429,
  forbidden: 502,
  timeout: 504,
  unreachable: 502,
  failed: 502,
}

/** What Datadog did not give, as an answer of ours; `kind` and `said` tell the page who refused. */
function refused(error: unknown): unknown {
  if (!(error instanceof DatadogError)) return error
  return new HttpProblem(STATUS[error.kind], error.message, { kind: error.kind, said: error.status })
}

/** `/traces`, `/logs`: what Datadog's search finds. `/follow`: one message on its way. */
export function lensRoutes({ lenses, follow, followings }: LensSource): Router {
  const router = Router()
  const wanted = () => {
    if (lenses) return lenses
    throw new HttpProblem(
      503,
      'There is no Datadog here: the control center was started without DD_API_KEY and DD_APP_KEY',
    )
  }
  const answer =
    (ask: (request: Parameters<RequestHandler>[0]) => Promise<object>): RequestHandler =>
    (request, response, next) => {
      ask(request).then(
        body => response.json(body),
        error => next(refused(error)),
      )
    }

  router.get(
    '/traces',
    answer(async request => {
      const { query, span } = tracesQuery.parse(request.query)
      return wanted().traces(query, SPAN_MS[span])
    }),
  )
  router.get(
    '/traces/:id',
    answer(async request => wanted().trace(traceParams.parse(request.params).id)),
  )
  router.get(
    '/logs',
    answer(async request => {
      const { query, span, since, cursor } = logsQuery.parse(request.query)
      return wanted().logs(query, { spanMs: SPAN_MS[span], since, cursor })
    }),
  )
  router.post('/follow', (request, response, next) => {
    const { content } = followBody.parse(request.body)
    response.locals.audit = 'a message'
    tell(response, signal => follow(content, signal), next)
  })
  router.get('/follow/:id', (request, response, next) => {
    const { id } = traceParams.parse(request.params)
    const known = (signal: AbortSignal) => {
      const events = followings.events(id, signal)
      if (events) return events
      throw new HttpProblem(404, `No message with the trace ${id} was sent from here since the start`)
    }
    tell(response, known, next)
  })
  return router
}

/** Writes what is told of a message until it is over, or its reader has gone. */
function tell(
  response: Response,
  open: (signal: AbortSignal) => AsyncGenerator<FollowEvent>,
  next: NextFunction,
): void {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  const write = async () => {
    for await (const event of open(gone.signal)) {
      if (!response.headersSent) openStream(response)
      response.write(sseEvent(event.event, JSON.stringify(event)))
    }
    response.end()
  }
  write().catch(error => {
    if (gone.signal.aborted) return
    if (!response.headersSent) return next(error)
    response.end(sseEvent('problem', JSON.stringify({ event: 'problem', detail: messageOf(error) })))
  })
}
