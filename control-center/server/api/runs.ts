import type { Engine } from '@chat-demo/engine'
import { type RequestHandler, Router } from 'express'
import { callerOf } from '../auth/authenticate.ts'
import { HttpProblem } from '../problem.ts'
import { idempotencyKey, runParams, startRunBody } from './schemas.ts'

/** Runs of scenarios: begin, look, take back. */
export function runRoutes(engine: Engine): Router {
  const router = Router()

  const begin: RequestHandler = (request, response, next) => {
    const { who } = callerOf(response)
    const body = startRunBody.parse(request.body)
    const given = idempotencyKey.safeParse(request.get('idempotency-key'))
    if (!given.success) throw new HttpProblem(400, `Idempotency-Key ${given.error.issues[0]?.message}`)
    const key = given.data && `${who} ${given.data}`
    response.locals.audit = body.scenario
    engine.begin({ ...body, who, key }).then(({ run, warnings }) => {
      response.locals.audit = `${body.scenario}: run ${run.id}`
      response
        .status(201)
        .location(`/api/v1/runs/${run.id}`)
        .json({ ...run, warnings })
    }, next)
  }

  const one: RequestHandler = (request, response) => {
    const { id } = runParams.parse(request.params)
    const run = engine.run(id)
    if (!run) throw new HttpProblem(404, `There is no run ${id}`)
    response.json(run)
  }

  const heal: RequestHandler = (request, response, next) => {
    const { id } = runParams.parse(request.params)
    engine.heal(id, callerOf(response).who).then(results => {
      response.locals.audit = `run ${id}: ${results.map(result => result.result).join(', ') || 'was over'}`
      const run = engine.run(id)
      response.status(202).json({ results, runs: run ? [run] : [] })
    }, next)
  }

  const healAll: RequestHandler = (_request, response, next) => {
    engine
      .healAll(callerOf(response).who)
      .then(results => {
        response.locals.audit =
          results.map(({ workload, result }) => `${workload} ${result}`).join(', ') || 'nothing to heal'
        // Without a workload to name, not even the question what stands in the cluster was answered: nothing was healed.
        const unasked = results.find(({ runId, result }) => runId === null && result === 'failed')
        if (unasked) throw new HttpProblem(503, `Nothing was healed: ${unasked.detail}`, {}, { 'retry-after': '2' })
        response.status(202).json({ results, runs: engine.runs().filter(run => run.endedAt === null) })
      })
      .catch(next)
  }

  router.get('/runs', (_request, response) => void response.json({ runs: engine.runs() }))
  router.post('/runs', begin)
  router.get('/runs/:id', one)
  router.post('/runs/:id/heal', heal)
  router.post('/heal', healAll)
  return router
}
