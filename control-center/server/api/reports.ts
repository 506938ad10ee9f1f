import type { Engine } from '@chat-demo/engine'
import { Router } from 'express'
import { reportOf } from '../../app/features/runs/report.ts'
import type { FilmRecorder } from '../../app/platform/film/recorder.ts'
import { HttpProblem } from '../problem.ts'
import { htmlOf } from '../reports/html.ts'
import { markdownOf } from '../reports/markdown.ts'
import { reportParams, runParams } from './schemas.ts'

/** `/runs/:id/report.{md,html,json}`: a run to be kept and sent around; `/runs/:id/film`: what was kept of it. */
export function reportRoutes(engine: Pick<Engine, 'run' | 'runs'>, films: Pick<FilmRecorder, 'film'>): Router {
  const router = Router()
  const known = (id: string) => {
    const run = engine.run(id)
    if (!run) throw new HttpProblem(404, `There is no run ${id}`)
    return run
  }
  router.get('/runs/:id/film', (request, response, next) => {
    const { id } = runParams.parse(request.params)
    known(id)
    films.film(id).then(film => response.json({ film }), next)
  })
  router.get('/runs/:id/report.:format', (request, response, next) => {
    const { id, format } = reportParams.parse(request.params)
    const run = known(id)
    films
      .film(id)
      .then(film => {
        const report = reportOf(run, engine.runs(), film)
        response.attachment(`${run.scenario}-${id}.${format}`)
        if (format === 'json') response.json(report)
        else if (format === 'md') response.type('text/markdown').send(markdownOf(report))
        else response.type('text/html').send(htmlOf(report))
      })
      .catch(next)
  })
  return router
}
