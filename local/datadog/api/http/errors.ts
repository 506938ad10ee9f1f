import { STATUS_CODES } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { QueryError } from '../../query/error.ts'
import { ApiError } from '../context.ts'

/** Every error in the words of the API: its own as they are, queries as 400, everything unforeseen as 500. */
export function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const known = asApiError(error)
  if (known.status === 501) request.log.warn({ method: request.method, url: request.url }, 'not answered here')
  else if (known.status >= 500) request.log.error({ err: error, url: request.url }, 'request failed')
  if (known.status === 503) reply.header('retry-after', '1')
  const jsonApi = request.routeOptions.config.errors === 'json-api' && known.status !== 429
  const errors = jsonApi ? known.errors.map(each => asObject(each, known.status)) : known.errors
  return reply
    .code(known.status)
    .header('content-type', jsonApi ? 'application/vnd.api+json' : 'application/json')
    .send(JSON.stringify({ errors }))
}

function asObject(error: ApiError['errors'][number], status: number) {
  if (typeof error !== 'string') return error
  return { status: String(status), title: STATUS_CODES[status] ?? 'Generic Error', detail: error }
}

function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error
  if (error instanceof QueryError) return new ApiError(400, [error.message])
  const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
  if (error instanceof Error && status >= 400 && status < 500) return new ApiError(status, [error.message])
  return new ApiError(500, ['Internal Server Error'])
}
