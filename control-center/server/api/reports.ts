import type { Engine } from '@chat-demo/engine'
import { Router } from 'express'
import { reportOf } from '../../app/features/runs/report.ts'
import { HttpProblem } from '../problem.ts'
import { htmlOf } from '../reports/html.ts'
import { markdownOf } from '../reports/markdown.ts'
import { reportParams } from './schemas.ts'

/** `/runs/:id/report.{md,html,json}`: a run to be kept and sent around. */
export function reportRoutes(engine: Pick<Engine, 'run' | 'runs'>): Router {
  const router = Router()
  router.get('/runs/:id/report.:format', (request, response) => {
    const { id, format } = reportParams.parse(request.params)
    const run = engine.run(id)
    if (!run) throw new HttpProblem(404, `There is no run ${id}`)
    const report = reportOf(run, engine.runs())
    response.attachment(`${run.scenario}-${id}.${format}`)
    if (format === 'json') response.json(report)
    else if (format === 'md') response.type('text/markdown').send(markdownOf(report))
    else response.type('text/html').send(htmlOf(report))
  })
  return router
}
