import { messageOf } from '@chat-demo/engine'
import { type RequestHandler, Router } from 'express'
import { DatadogError, type ProblemKind } from '../../app/platform/datadog/problem.ts'
import type { FollowEvent } from '../../app/platform/lenses/follow-events.ts'
import type { Lenses } from '../../app/platform/lenses/lenses.ts'
import { HttpProblem } from '../problem.ts'
import { followBody, logsQuery, SPAN_MS, traceParams, tracesQuery } from './schemas-lenses.ts'
import { openStream, sseEvent } from './sse.ts'

interface LensSource {
  lenses: Lenses | null
  follow: (content: string, signal: AbortSignal) => AsyncGenerator<FollowEvent>
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
export function lensRoutes({ lenses, follow }: LensSource): Router {
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
    const gone = new AbortController()
    response.on('close', () => gone.abort())
    const tell = async () => {
      for await (const event of follow(content, gone.signal)) {
        if (!response.headersSent) openStream(response)
        response.write(sseEvent(event.event, JSON.stringify(event)))
      }
      response.end()
    }
    tell().catch(error => {
      if (gone.signal.aborted) return
      if (!response.headersSent) return next(error)
      response.end(sseEvent('problem', JSON.stringify({ event: 'problem', detail: messageOf(error) })))
    })
  })
  return router
}
