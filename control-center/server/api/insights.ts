import { type Request, type Response, Router } from 'express'
import type { z } from 'zod'
import { DatadogError } from '../../app/platform/datadog/problem.ts'
import type { Insights } from '../../app/platform/lenses/insights.ts'
import { HttpProblem } from '../problem.ts'
import { callsQuery, flowQuery, insightQuery, planParams, sessionParams } from './schemas-insights.ts'

/** `/database/*`, `/model/*`, `/messages/flow`, `/slos`, `/monitors/history`, `/users/*`: what Datadog tells beside its dashboards. */
export function insightRoutes(insights: Insights | null): Router {
  const router = Router()
  const answer = (path: string, ask: (insights: Insights, request: Request) => Promise<unknown>) =>
    router.get(path, (request: Request, response: Response, next) => {
      if (!insights) throw new HttpProblem(503, NO_DATADOG)
      ask(insights, request).then(
        body => response.json(body),
        error => next(error instanceof DatadogError ? problemOfDatadog(error) : error),
      )
    })

  answer('/database/activity', ({ database }) => database.activity())
  answer('/database/queries', ({ database }, { query }) => database.queries(spanMsOf(query)))
  answer('/database/plans/:signature', ({ database }, { params }) => database.plan(planParams.parse(params).signature))
  answer('/model/calls', ({ model }, { query }) => model.calls(callsQuery.parse(query).query, spanMsOf(query)))
  answer('/model/conversations/:id', ({ model }, { params }) => model.conversation(sessionParams.parse(params).id))
  answer('/messages/flow', ({ messages }, { query }) => {
    const { before } = flowQuery.parse(query)
    return messages.flow(before === undefined ? null : Date.parse(before))
  })
  answer('/slos', ({ slos }) => slos.slos())
  answer('/monitors/history', ({ slos }, { query }) => slos.episodes(spanMsOf(query)))
  answer('/users/sessions', ({ users }, { query }) => users.sessions(spanMsOf(query)))
  answer('/users/vitals', ({ users }, { query }) => users.vitals(spanMsOf(query)))
  answer('/users/sessions/:id', ({ users }, { params }) => users.timeline(sessionParams.parse(params).id))
  return router
}

const NO_DATADOG = 'There is no Datadog here: the control center was started without DD_API_KEY and DD_APP_KEY'

const MINUTES: Record<z.infer<typeof insightQuery>['span'], number> = { '5m': 5, '15m': 15, '1h': 60, '4h': 240 }
const spanMsOf = (query: unknown) => MINUTES[insightQuery.parse(query).span] * 60_000

/** What Datadog said, as an answer of ours: its refusal is not one of the caller's session. */
function problemOfDatadog({ kind, status, message }: DatadogError): HttpProblem {
  const said =
    kind === 'unreachable' ? 'Datadog is away' : status === null ? 'Datadog answers late' : `Datadog said ${status}`
  return new HttpProblem(kind === 'timeout' ? 504 : kind === 'limited' ? 503 : 502, message, { title: said, kind })
}
