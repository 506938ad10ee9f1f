import type { FastifyInstance } from 'fastify'
import type { Figures } from '../../intake/figures.ts'

const TAKEN = [
  '/telemetry/proxy/*',
  '/profiling/v1/input',
  '/debugger/v1/input',
  '/debugger/v2/input',
  '/debugger/v1/diagnostics',
  '/symdb/v1/input',
  '/tracer_flare/v1',
]

/** What tracers send and nothing here shows: taken, so that they go on without a warning, and listed in the figures. */
export function unusedRoutes(app: FastifyInstance, figures: Figures): void {
  for (const url of TAKEN) {
    app.post(url, async (_request, reply) => {
      figures.unused(url)
      return reply.code(202).send({})
    })
  }
  // Remote configuration: nothing new, ever.
  app.post('/v0.7/config', async () => ({}))
}
