import { Router } from 'express'
import type { Boards } from '../../app/platform/widgets/boards.ts'
import { HttpProblem } from '../problem.ts'
import { dashboardParams, widgetsQuery } from './schemas.ts'

/** `/widgets`: Datadog's dashboards with their data. */
export function widgetRoutes(boards: Boards | null): Router {
  const router = Router()
  const wanted = () => {
    if (boards) return boards
    throw new HttpProblem(
      503,
      'There is no Datadog here: the control center was started without DD_API_KEY and DD_APP_KEY',
    )
  }
  router.get('/widgets/:dashboard', (request, response, next) => {
    const { dashboard } = dashboardParams.parse(request.params)
    const { span } = widgetsQuery.parse(request.query)
    wanted()
      .read(dashboard, span)
      .then(state => response.json(state), next)
  })
  router.post('/widgets/:dashboard/ask', (request, response) => {
    wanted().again(dashboardParams.parse(request.params).dashboard)
    response.status(202).json({})
  })
  return router
}
