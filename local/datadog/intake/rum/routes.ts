import { inflateSync } from 'node:zlib'
import multipart from '@fastify/multipart'
import type { FastifyInstance } from 'fastify'
import { type ApiContext, ApiError } from '../../api/context.ts'
import { appendOrRefuse } from '../append.ts'
import { BadPayload } from '../bad-payload.ts'
import { acceptBodies, bodyOf } from '../bodies.ts'
import { DerivedRows } from '../derived-rows.ts'
import type { IntakeOptions } from '../options.ts'
import { splitTags } from '../tags.ts'
import { replayRow, rumRows } from './events.ts'
import { RumMeasures } from './measures.ts'
import { RecentIds } from './recent-ids.ts'

const LIMIT = 5 * 1024 * 1024
const SEGMENT_LIMIT = 20 * 1024 * 1024
const FLUSH_MS = 10_000

interface RumQuery {
  'dd-api-key'?: string
  'dd-request-id'?: string
  'dd-evp-encoding'?: string
  ddtags?: string
}

/** `/api/v2/rum` and `/api/v2/replay`, as the browser SDK calls them. */
export function rumRoutes(app: FastifyInstance, { store, now }: ApiContext, options: IntakeOptions): void {
  const { figures, clientTokens } = options
  const measures = new RumMeasures()
  const derived = new DerivedRows(store, figures)
  const seen = new RecentIds()
  const write = ({ points, distributions }: ReturnType<RumMeasures['take']>) => {
    derived.append('points', points)
    derived.append('distributions', distributions)
  }
  const timer = setInterval(() => write(measures.flush(now())), FLUSH_MS)
  timer.unref()
  app.addHook('onClose', async () => clearInterval(timer))

  const checkToken = (query: RumQuery) => {
    if (!clientTokens().has(query['dd-api-key'] ?? '')) throw new ApiError(403, ['Forbidden'])
  }

  app.register(async scope => {
    acceptBodies(scope, figures, LIMIT)
    scope.post<{ Querystring: RumQuery }>('/api/v2/rum', { config: { keys: 'own' } }, async (request, reply) => {
      checkToken(request.query)
      const id = request.query['dd-request-id'] ?? ''
      if (seen.has(id)) return reply.code(202).send({})
      const body = inflated(bodyOf(request.body), request.query['dd-evp-encoding'])
      const { rows, telemetry } = rumRows(body.toString('utf8'), splitTags(request.query.ddtags ?? ''))
      figures.dropped('rum', telemetry, 'telemetry of the SDK about itself')
      appendOrRefuse({ store, figures }, 'rum', rows)
      seen.add(id)
      write(measures.take(rows, now()))
      return reply.code(202).send({ request_id: id })
    })
  })

  app.register(async scope => {
    await scope.register(multipart, { limits: { fileSize: SEGMENT_LIMIT, files: 2, fields: 10 } })
    scope.post<{ Querystring: RumQuery }>('/api/v2/replay', { config: { keys: 'own' } }, async (request, reply) => {
      checkToken(request.query)
      const parts = new Map<string, Buffer>()
      for await (const part of request.parts()) {
        parts.set(part.fieldname, part.type === 'file' ? await part.toBuffer() : Buffer.from(String(part.value)))
      }
      const event = parts.get('event')
      const segment = parts.get('segment')
      if (!event || !segment) throw new BadPayload('a replay has the parts "event" (JSON) and "segment" (zlib)')
      figures.request('/api/v2/replay', segment.length + event.length)
      appendOrRefuse({ store, figures }, 'replay', [replayRow(event.toString('utf8'), segment)])
      return reply.code(202).send({})
    })
  })
}

function inflated(body: Buffer, encoding: string | undefined): Buffer {
  if (encoding !== 'deflate') return body
  try {
    return inflateSync(body, { maxOutputLength: LIMIT })
  } catch (error) {
    throw new BadPayload(`dd-evp-encoding=deflate, but ${error instanceof Error ? error.message : String(error)}`)
  }
}
