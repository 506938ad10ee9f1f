import type { FastifyInstance } from 'fastify'
import { type ApiContext, ApiError, type ApiRoutes } from '../api/context.ts'
import { appendOrRefuse } from './append.ts'
import { acceptBodies, bodyOf, jsonOf } from './bodies.ts'
import { eventV1, eventV2 } from './events/events.ts'
import { lineageRows } from './lineage.ts'
import { httpLogs, type LogDefaults } from './logs/http-logs.ts'
import { logRow } from './logs/pipeline.ts'
import { checkRuns, distributionPoints, seriesV1, seriesV2 } from './metrics/series.ts'
import type { IntakeOptions } from './options.ts'
import { rumRoutes } from './rum/routes.ts'

/** Largest body after decompression. */
const LIMIT = 5 * 1024 * 1024

/** The intakes: what sends with an API key alone, a client token, or a Bearer token. */
export function intakeRoutes(options: IntakeOptions): ApiRoutes {
  return (app, context) => {
    app.register(async scope => {
      acceptBodies(scope, options.figures, LIMIT)
      logRoutes(scope, context, options)
      metricRoutes(scope, context, options)
      eventRoutes(scope, context, options)
      lineageRoutes(scope, context, options)
    })
    app.register(async scope => rumRoutes(scope, context, options))
  }
}

function logRoutes(app: FastifyInstance, { store, now }: ApiContext, { figures }: IntakeOptions): void {
  app.post<{ Querystring: LogDefaults }>('/api/v2/logs', { config: { keys: 'api' } }, async (request, reply) => {
    const body = bodyOf(request.body).toString('utf8')
    const logs = httpLogs(body, request.headers['content-type'] ?? '', request.query, now())
    const rows = logs.map(log => logRow(log, now()))
    appendOrRefuse({ store, figures }, 'logs', rows)
    return reply.code(202).send({})
  })
}

function metricRoutes(app: FastifyInstance, { store, now }: ApiContext, { figures }: IntakeOptions): void {
  const options = { config: { keys: 'api' as const } }
  app.post('/api/v1/series', options, async (request, reply) => {
    appendOrRefuse({ store, figures }, 'points', seriesV1(jsonOf(request.body)))
    return reply.code(202).send({ status: 'ok' })
  })
  app.post('/api/v2/series', options, async (request, reply) => {
    appendOrRefuse({ store, figures }, 'points', seriesV2(jsonOf(request.body)))
    return reply.code(202).send({ errors: [] })
  })
  app.post('/api/v1/distribution_points', options, async (request, reply) => {
    appendOrRefuse({ store, figures }, 'distributions', distributionPoints(jsonOf(request.body)))
    return reply.code(202).send({ status: 'ok' })
  })
  app.post('/api/v1/check_run', options, async (request, reply) => {
    appendOrRefuse({ store, figures }, 'serviceChecks', checkRuns(jsonOf(request.body), now()))
    return reply.code(202).send({ status: 'ok' })
  })
}

function eventRoutes(app: FastifyInstance, { store, now }: ApiContext, { figures }: IntakeOptions): void {
  const options = { config: { keys: 'api' as const } }
  app.post('/api/v1/events', options, async (request, reply) => {
    const row = eventV1(jsonOf(request.body), now())
    appendOrRefuse({ store, figures }, 'events', [row])
    const event = {
      id: Number(row.id),
      id_str: row.id,
      title: row.title,
      text: row.text,
      date_happened: Math.trunc(row.time / 1000),
      handle: null,
      priority: row.priority,
      related_event_id: null,
      tags: row.tags,
      url: `/event/event?id=${row.id}`,
    }
    return reply.code(202).send({ status: 'ok', event })
  })
  app.post('/api/v2/events', options, async (request, reply) => {
    const row = eventV2(jsonOf(request.body), now())
    appendOrRefuse({ store, figures }, 'events', [row])
    return reply.code(202).send({
      data: { type: 'event', attributes: { attributes: { evt: { id: row.id, uid: row.id } } } },
      links: { self: `/api/v2/events/${row.id}` },
    })
  })
}

function lineageRoutes(app: FastifyInstance, { store }: ApiContext, { figures, apiKey }: IntakeOptions): void {
  app.post('/api/v1/lineage', { config: { keys: 'own' } }, async (request, reply) => {
    if (request.headers.authorization !== `Bearer ${apiKey}` && request.headers['dd-api-key'] !== apiKey) {
      throw new ApiError(403, ['Forbidden'])
    }
    appendOrRefuse({ store, figures }, 'lineage', lineageRows(jsonOf(request.body)))
    return reply.code(202).send({})
  })
}
