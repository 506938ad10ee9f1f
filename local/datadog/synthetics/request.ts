import { z } from 'zod'

/** The parts of a test that are run here. Names are the API's. */
export const requestSchema = z.looseObject({
  method: z.string().default('GET'),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  query: z.record(z.string(), z.unknown()).optional(),
  body: z.string().optional(),
  /** Seconds. */
  timeout: z.number().positive().default(60),
  follow_redirects: z.boolean().optional(),
  basicAuth: z.looseObject({ type: z.string().default('web'), username: z.string(), password: z.string() }).optional(),
  noSavingResponseBody: z.boolean().optional(),
})

export type HttpRequest = z.output<typeof requestSchema>

export interface HttpResponse {
  status: number
  headers: Record<string, string>
  body: string
  /** Bytes. */
  size: number
  /** Milliseconds. */
  timings: { firstByte: number; download: number; total: number }
}

export interface Failure {
  /** As the API names failures. */
  code: string
  message: string
}

const LARGEST_BODY = 5 * 1024 * 1024

const CODES: Readonly<Record<string, [code: string, text: string]>> = {
  ECONNREFUSED: ['CONNREFUSED', 'The connection was refused'],
  ECONNRESET: ['CONNRESET', 'The connection was reset'],
  UND_ERR_SOCKET: ['CONNRESET', 'The connection was closed'],
  ENOTFOUND: ['DNS', 'The host name could not be resolved'],
  EAI_AGAIN: ['DNS', 'The host name could not be resolved'],
  EHOSTUNREACH: ['HOSTUNREACH', 'The host cannot be reached'],
  ENETUNREACH: ['NETUNREACH', 'The network cannot be reached'],
  ERR_INVALID_URL: ['INVALID_REQUEST', 'The URL is not valid'],
}

/** Sends a request from this machine and reads the answer to its end. */
export async function send(request: HttpRequest, followRedirects: boolean): Promise<HttpResponse | Failure> {
  const begin = performance.now()
  try {
    const response = await fetch(urlOf(request), {
      method: request.method,
      headers: headersOf(request),
      body: request.body === undefined || /^(get|head)$/i.test(request.method) ? undefined : request.body,
      redirect: followRedirects ? 'follow' : 'manual',
      signal: AbortSignal.timeout(request.timeout * 1000),
    })
    const firstByte = performance.now() - begin
    const body = await readBody(response)
    if (body === null) return { code: 'BODY_TOO_LARGE', message: `The body is larger than ${LARGEST_BODY} bytes.` }
    const total = performance.now() - begin
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: body.toString('utf8'),
      size: body.length,
      timings: { firstByte: rounded(firstByte), download: rounded(total - firstByte), total: rounded(total) },
    }
  } catch (error) {
    return failureOf(error, request)
  }
}

const rounded = (milliseconds: number): number => Math.round(milliseconds * 10) / 10

function urlOf({ url, query = {} }: HttpRequest): URL {
  const whole = new URL(url)
  for (const [name, value] of Object.entries(query)) whole.searchParams.append(name, String(value))
  return whole
}

/** With what a synthetic run says of itself: its spans are told from those of users by their origin. */
function headersOf({ headers, basicAuth }: HttpRequest): Headers {
  const all = new Headers(headers)
  if (!all.has('user-agent')) all.set('user-agent', 'Datadog/Synthetics')
  const traceId = BigInt(Math.floor(Math.random() * 2 ** 52)) * 2048n + BigInt(Math.floor(Math.random() * 2048))
  all.set('x-datadog-trace-id', String(traceId))
  all.set('x-datadog-parent-id', '0')
  all.set('x-datadog-origin', 'synthetics')
  all.set('x-datadog-sampling-priority', '1')
  if (basicAuth !== undefined) {
    const secret = Buffer.from(`${basicAuth.username}:${basicAuth.password}`).toString('base64')
    all.set('authorization', `Basic ${secret}`)
  }
  return all
}

async function readBody(response: Response): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.length
    if (size > LARGEST_BODY) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

function failureOf(error: unknown, { url, timeout }: HttpRequest): Failure {
  if (!(error instanceof Error)) return { code: 'UNKNOWN', message: String(error) }
  if (error.name === 'TimeoutError')
    return { code: 'TIMEOUT', message: `No complete answer of ${url} within ${timeout} s.` }
  const cause = (error.cause ?? error) as { code?: string; message?: string }
  const [code, text] = CODES[cause.code ?? ''] ?? [
    /certificate|ssl|tls/i.test(cause.message ?? '') ? 'SSL' : 'UNKNOWN',
    cause.message ?? error.message,
  ]
  return { code, message: `${text}: ${url}${cause.code === undefined ? '' : ` (${cause.code})`}.` }
}
