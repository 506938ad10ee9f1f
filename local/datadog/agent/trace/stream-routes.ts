import type { FastifyInstance } from 'fastify'
import { appendOrRefuse } from '../../intake/append.ts'
import { bodyOf } from '../../intake/bodies.ts'
import { originOf, type Receiver } from '../trace-agent.ts'
import { decodeMsgpack } from './msgpack.ts'

/** Statistics of message streams, and DogStatsD over HTTP. */
export function streamRoutes(app: FastifyInstance, receiver: Receiver): void {
  const { store, figures, pathways, dogstatsd } = receiver
  app.route({
    method: ['POST', 'PUT'],
    url: '/v0.1/pipeline_stats',
    handler: async (request, reply) => {
      const rows = pathways.take(decodeMsgpack(bodyOf(request.body)))
      appendOrRefuse({ store, figures, status: 429 }, 'distributions', rows)
      return reply.code(202).send({ acknowledged: true })
    },
  })
  app.post('/dogstatsd/v2/proxy', async (request, reply) => {
    dogstatsd.take(bodyOf(request.body).toString('utf8'), originOf(request))
    return reply.code(200).send()
  })
}
