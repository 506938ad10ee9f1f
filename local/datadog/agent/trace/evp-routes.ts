import type { FastifyInstance, FastifyRequest } from 'fastify'
import { appendOrRefuse } from '../../intake/append.ts'
import { BadPayload } from '../../intake/bad-payload.ts'
import { jsonOf } from '../../intake/bodies.ts'
import { llmMetricRows } from '../../intake/llm/metrics.ts'
import { evaluationRows, llmSpanRows } from '../../intake/llm/spans.ts'
import type { Receiver } from '../trace-agent.ts'

const VERSIONS = ['/evp_proxy/v2', '/evp_proxy/v4']

/** What the Agent passes on to a subdomain of the backend: spans of model calls and their evaluations. */
export function evpRoutes(app: FastifyInstance, receiver: Receiver): void {
  const { store, figures, derived, now } = receiver
  for (const prefix of VERSIONS) {
    app.post(`${prefix}/api/v2/llmobs`, async (request, reply) => {
      requireSubdomain(request)
      const rows = llmSpanRows(jsonOf(request.body), receiver.podTags(request))
      appendOrRefuse({ store, figures }, 'llmSpans', rows)
      const { points, distributions } = llmMetricRows(rows)
      derived.append('points', points)
      derived.append('distributions', distributions)
      return reply.code(202).send({})
    })
    for (const version of ['v1', 'v2']) {
      app.post(`${prefix}/api/intake/llm-obs/${version}/eval-metric`, async (request, reply) => {
        requireSubdomain(request)
        appendOrRefuse({ store, figures }, 'evaluations', evaluationRows(jsonOf(request.body), now()))
        return reply.code(202).send({})
      })
    }
    app.all(`${prefix}/*`, async (request, reply) => {
      requireSubdomain(request)
      figures.unused(`${prefix}/*`)
      return reply.code(202).send({})
    })
  }
}

function requireSubdomain(request: FastifyRequest): void {
  if (!request.headers['x-datadog-evp-subdomain']) {
    throw new BadPayload('the header X-Datadog-EVP-Subdomain is missing: it names the intake')
  }
}
