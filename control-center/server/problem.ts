import { STATUS_CODES } from 'node:http'
import { EngineError, type EngineErrorCode } from '@chat-demo/engine'
import type { ErrorRequestHandler, Response } from 'express'
import type { Logger } from 'pino'
import { ZodError } from 'zod'
import { ServiceError } from '../app/platform/http-json.ts'

/** An answer that is not a success, as `application/problem+json` (RFC 9457). */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem'
  readonly status: number
  readonly more: Record<string, unknown>
  readonly headers: Record<string, string>

  constructor(
    status: number,
    detail: string,
    more: Record<string, unknown> = {},
    headers: Record<string, string> = {},
  ) {
    super(detail)
    this.status = status
    this.more = more
    this.headers = headers
  }
}

const engineStatus: Record<EngineErrorCode, number> = {
  invalid: 400,
  unknown: 404,
  overlap: 409,
  precondition: 412,
  'key-reused': 422,
  unreachable: 503,
}

/** What an error is for whoever asked; null when it is a defect of ours. */
export function problemOf(error: unknown): HttpProblem | null {
  if (error instanceof HttpProblem) return error
  if (error instanceof EngineError) return new HttpProblem(engineStatus[error.code], error.message, error.details)
  if (error instanceof ServiceError) return new HttpProblem(503, error.message, {}, { 'retry-after': '2' })
  if (error instanceof ZodError) {
    const errors = error.issues.map(issue => ({ field: issue.path.join('.'), message: issue.message }))
    const words = errors.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; ')
    return new HttpProblem(400, words, { errors })
  }
  // What express's own body parser throws.
  if (error instanceof Error && 'type' in error && 'status' in error && typeof error.status === 'number') {
    if (error.type === 'entity.parse.failed') return new HttpProblem(400, `The body is not JSON: ${error.message}`)
    if (error.type === 'entity.too.large') return new HttpProblem(413, 'The body is larger than 32 kB')
    if (error.status < 500) return new HttpProblem(error.status, error.message)
  }
  return null
}

export function sendProblem(response: Response, { status, message, more, headers }: HttpProblem): void {
  response
    .status(status)
    .set(headers)
    .type('application/problem+json')
    .send(
      JSON.stringify({ type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail: message, ...more }),
    )
}

/** The last handler: everything that was thrown becomes a problem, and defects of ours are logged. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error, request, response, next) => {
    const problem = problemOf(error)
    if (!problem) log.error({ err: error, method: request.method, path: request.path }, 'request failed')
    if (response.headersSent) return next(error)
    sendProblem(response, problem ?? new HttpProblem(500, 'The control center failed; its log says why'))
  }
}
