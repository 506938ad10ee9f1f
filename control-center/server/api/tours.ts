import { type RequestHandler, Router } from 'express'
import type { Tours } from '../../app/platform/tours/host.ts'
import { callerOf } from '../auth/authenticate.ts'
import { HttpProblem } from '../problem.ts'
import { tourBody, tourParams, tourPlaceBody, tourStepBody } from './schemas.ts'

/** Tours: what there are, and the one that is being given. Every change is idempotent by nature. */
export function tourRoutes(tours: Tours, view: () => object): Router {
  const router = Router()

  router.get('/tours', (_request, response) => {
    response.json({ tours: tours.all(), problems: tours.problems(), ...view() })
  })

  const start: RequestHandler = (request, response) => {
    const { tour } = tourBody.parse(request.body)
    response.locals.audit = tour
    response.status(201).json(tours.begin(tour, callerOf(response).who))
  }

  const place: RequestHandler = (request, response) => {
    const { step, paused } = tourPlaceBody.parse(request.body)
    if (step !== undefined) tours.go(step)
    if (paused !== undefined) tours.pause(paused)
    const now = tours.view()
    if (!now) throw new HttpProblem(409, 'No tour is being given')
    response.locals.audit = now.progress.step
    response.json(now)
  }

  const act: RequestHandler = (request, response, next) => {
    const { step } = tourStepBody.parse(request.body)
    tours.perform(step, callerOf(response).who).then(({ words, warnings }) => {
      response.locals.audit = `${step}: ${words}`
      response.status(202).json({ done: words, warnings, tour: tours.view() })
    }, next)
  }

  router.post('/tour', start)
  router.put('/tour', place)
  router.post('/tour/do', act)
  router.post('/tour/end', (_request, response) => {
    tours.end()
    response.status(204).end()
  })
  router.get('/tours/:id', (request, response) => {
    const { id } = tourParams.parse(request.params)
    const tour = tours.all().find(one => one.id === id)
    if (!tour) throw new HttpProblem(404, `There is no tour ${id}`)
    response.json(tour)
  })
  return router
}
