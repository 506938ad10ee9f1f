import type { z } from 'zod'

/** A service that answered something else than what was asked for, or not at all. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  /** HTTP status; null when there was no answer. */
  readonly status: number | null

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

/** Where a service is, with the credentials of its URL apart: `fetch` refuses them inside. */
export interface Endpoint {
  /** Without credentials: may be shown. */
  address: string
  authorization: string | null
}

export function endpointOf(url: string): Endpoint {
  const { origin, pathname, username, password } = new URL(url)
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return {
    address: `${origin}${pathname}`.replace(/\/+$/, ''),
    authorization: username ? `Basic ${Buffer.from(credentials).toString('base64')}` : null,
  }
}

const TIMEOUT_MS = 3_000

/** One JSON request with a time-out, its answer checked. Rejects with a `ServiceError` in words. */
export async function requestJson<T>(
  endpoint: Endpoint,
  path: string,
  schema: z.ZodType<T>,
  options: { method?: 'GET' | 'PUT' | 'POST'; body?: unknown; headers?: Record<string, string> } = {},
): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json', ...options.headers }
  if (endpoint.authorization) headers.authorization = endpoint.authorization
  if (options.body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  let text: string
  try {
    response = await fetch(`${endpoint.address}${path}`, {
      method: options.method ?? 'GET',
      headers,
      body: options.body === undefined ? undefined : JSON.stringify(options.body),
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    })
    text = await response.text()
  } catch (error) {
    throw new ServiceError(reason(error), null, { cause: error })
  }
  if (!response.ok) throw new ServiceError(`it answered ${response.status}${detail(text)}`, response.status)
  const parsed = schema.safeParse(parse(text))
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new ServiceError(
    `it answered something unexpected (${issue?.path.join('.') || 'body'}: ${issue?.message})`,
    response.status,
  )
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${TIMEOUT_MS / 1000} s`
  // fetch says "fetch failed" and keeps what happened in its cause.
  const cause = error.cause instanceof Error ? error.cause : error
  return 'code' in cause && cause.code === 'ECONNREFUSED' ? 'the connection is refused' : cause.message
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // not JSON: the schema says what it wanted instead
  }
}

function detail(text: string): string {
  const body = parse(text)
  if (typeof body !== 'object' || body === null) return ''
  const words = 'detail' in body ? body.detail : 'reason' in body ? body.reason : undefined
  return typeof words === 'string' ? `: ${words}` : ''
}
