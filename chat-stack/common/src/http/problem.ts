import { STATUS_CODES } from 'node:http'
import type { FastifyInstance, FastifyReply } from 'fastify'

/** An answer by RFC 9457. */
export interface Problem {
  type: string
  title: string
  status: number
  detail: string
  [extension: string]: unknown
}

export interface ProblemExtras {
  /** Further members of the body. */
  extensions?: Record<string, unknown>
  headers?: Record<string, string>
}

/** Thrown by a route to answer with problem+json; `detail` is shown to the caller, so it holds nothing internal. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly statusCode: number
  readonly extras: ProblemExtras

  constructor(statusCode: number, detail: string, extras: ProblemExtras = {}) {
    super(detail)
    this.statusCode = statusCode
    this.extras = extras
  }
}

export function problem(status: number, detail: string, extensions: Record<string, unknown> = {}): Problem {
  return { type: 'about:blank', title: STATUS_CODES[status] ?? 'Error', status, detail, ...extensions }
}

export function sendProblem(
  reply: FastifyReply,
  status: number,
  detail: string,
  extras: ProblemExtras = {},
): FastifyReply {
  return reply
    .code(status)
    .headers(extras.headers ?? {})
    .type('application/problem+json')
    .serializer((body: unknown) => JSON.stringify(body))
    .send(problem(status, detail, extras.extensions))
}

interface RequestError {
  message: string
  statusCode?: number
  code?: string
  validation?: unknown
}

/** What the caller is told about an error: its status and a sentence; a 5xx never repeats an internal message. */
export function describeError(error: RequestError, bodyLimit: number): { status: number; detail: string } {
  const status = error.statusCode ?? (error.validation === undefined ? 500 : 400)
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return { status: 413, detail: `The body is larger than the limit of ${bodyLimit} bytes.` }
  }
  if (status >= 500) return { status, detail: 'The server could not handle this request; its log says why.' }
  return { status, detail: error.message }
}

/**
 * Every error and every unknown path leaves the server as problem+json.
 * @param translate gives an error of a service's own dependencies its status; undefined leaves it a 500
 */
export function installProblems(
  server: FastifyInstance,
  bodyLimit: number,
  translate: (error: Error) => ProblemError | undefined = () => undefined,
): void {
  server.setErrorHandler((thrown: Error & RequestError, request, reply) => {
    const error = thrown instanceof ProblemError ? thrown : (translate(thrown) ?? thrown)
    if (error instanceof ProblemError) return sendProblem(reply, error.statusCode, error.message, error.extras)
    const { status, detail } = describeError(error, bodyLimit)
    if (status >= 500) request.log.error({ err: error }, 'request failed')
    return sendProblem(reply, status, detail)
  })
  server.setNotFoundHandler((request, reply) =>
    sendProblem(reply, 404, `There is nothing at ${request.method} ${request.url.split('?', 1)[0]}.`),
  )
}
