import { type Clock, messageOf } from '@chat-demo/engine'
import type {
  Configuration,
  RequestContext,
  ResponseContext,
} from '@datadog/datadog-api-client/dist/packages/datadog-api-client-common/index.js'
import type { z } from 'zod'
import type { DatadogConnection } from './connection.ts'
import { DatadogError, errorOf } from './problem.ts'
import { mayCall, type RateLimit, rateLimitOf } from './rate-limit.ts'

const TIMEOUT_MS = 10_000

export interface DatadogCall<T> {
  method: 'GET' | 'POST'
  path: string
  /** Database Monitoring's samples are answered by the application's own host, where there is one. */
  host?: 'app'
  query?: Record<string, string>
  body?: unknown
  answer: z.ZodType<T>
  /** Endpoints that probably share a rate limit, until their answers name it. */
  bucket: string
  /** The permission that a refusal most likely misses. */
  permission: string
}

/**
 * Speaks to Datadog. Of the official client its common part is used: configuration, servers, authentication, transport.
 * Loading all of it takes 1.1 to 4 s and 125 to 140 MB, because its serializer holds every model of every product; the
 * common part takes 37 ms and 13 MB (Node 20, measured). Answers are checked by the schemas of what is drawn instead,
 * which also keeps enum values that the client's models do not know. `calls.test.ts` holds each call against the
 * client's own typed methods.
 */
export class DatadogClient {
  readonly #connection: DatadogConnection
  readonly #clock: Clock
  readonly #timeoutMs: number
  #loading: Promise<Loaded> | null = null
  #problem: string | null | undefined
  readonly #limits = new Map<string, RateLimit>()
  /** Which limit an endpoint counts against, learned from its answers. */
  readonly #limitOf = new Map<string, string>()

  constructor(connection: DatadogConnection, clock: Clock, timeoutMs = TIMEOUT_MS) {
    this.#connection = connection
    this.#clock = clock
    this.#timeoutMs = timeoutMs
  }

  /** Why it does not answer, in words; null while it does, undefined before it was asked. */
  problem(): string | null | undefined {
    return this.#problem
  }

  /** The limit that calls of a bucket count against, as last announced. */
  limit(bucket: string): RateLimit | null {
    return this.#limits.get(this.#limitOf.get(bucket) ?? bucket) ?? null
  }

  /** @throws DatadogError, in words that can be shown. */
  async call<T>(call: DatadogCall<T>): Promise<T> {
    const limit = this.limit(call.bucket)
    if (limit && !mayCall(limit, this.#clock.now())) {
      throw new DatadogError('limited', `The rate limit ${limit.name} is used up`, 429)
    }
    this.#loading ??= load(this.#connection, this.#timeoutMs)
    const { configuration, app, HttpMethod } = await this.#loading
    const server = call.host === 'app' ? app : configuration.getServer('')
    const context = server.makeRequestContext(call.path, HttpMethod[call.method])
    for (const [name, value] of Object.entries(call.query ?? {})) context.setQueryParam(name, value, '')
    context.setHeaderParam('Accept', 'application/json')
    if (call.body !== undefined) {
      context.setHeaderParam('Content-Type', 'application/json')
      context.setBody(JSON.stringify(call.body))
    }
    for (const method of Object.values(configuration.authMethods)) method?.applySecurityAuthentication(context)
    if (limit) limit.remaining = Math.max(0, limit.remaining - 1)
    const response = await this.#send(configuration, context)
    const status = response.httpStatusCode
    this.#learn(call.bucket, status, name => response.headers[name] ?? null)
    const text = await response.body.text()
    if (status < 200 || status >= 300) throw errorOf(status, text, call.permission)
    return answerOf(call, status, text)
  }

  async #send(configuration: Configuration, context: RequestContext): Promise<ResponseContext> {
    try {
      const response = await configuration.httpApi.send(context)
      this.#problem = null
      return response
    } catch (error) {
      this.#problem = messageOf(error)
      throw error
    }
  }

  #learn(bucket: string, status: number, header: (name: string) => string | null): void {
    const now = this.#clock.now()
    const announced = rateLimitOf(header, bucket, now)
    if (!announced) return
    this.#limitOf.set(bucket, announced.name)
    this.#limits.set(announced.name, status === 429 ? { ...announced, remaining: 0 } : announced)
  }
}

function answerOf<T>(call: DatadogCall<T>, status: number, text: string): T {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw new DatadogError('failed', 'Datadog answered something that is not JSON; is its address right?', status)
  }
  const parsed = call.answer.safeParse(json)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue?.path.join('.') || 'body'
  throw new DatadogError('failed', `Datadog answered something unexpected (${where}: ${issue?.message})`, status)
}

type Common = typeof import('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/index.js')

interface Loaded {
  configuration: Configuration
  app: InstanceType<Common['BaseServerConfiguration']>
  HttpMethod: Common['HttpMethod']
}

async function load({ apiUrl, appUrl, apiKey, appKey }: DatadogConnection, timeoutMs: number): Promise<Loaded> {
  const common = await import('@datadog/datadog-api-client/dist/packages/datadog-api-client-common/index.js')
  const configuration = common.createConfiguration({
    baseServer: new common.BaseServerConfiguration(apiUrl, {}),
    authMethods: { apiKeyAuth: apiKey, appKeyAuth: appKey },
    httpApi: { send: request => send(common, request, timeoutMs) },
  })
  const app = new common.BaseServerConfiguration(appUrl ?? apiUrl, {})
  return { configuration, app, HttpMethod: common.HttpMethod }
}

/**
 * In place of the client's own transport, which has no time-out and logs by itself.
 * @throws DatadogError when no answer comes.
 */
async function send(common: Common, request: RequestContext, timeoutMs: number): Promise<ResponseContext> {
  try {
    const response = await fetch(request.getUrl(), {
      method: request.getHttpMethod(),
      headers: request.getHeaders(),
      body: request.getBody()?.toString(),
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const bytes = Buffer.from(await response.arrayBuffer())
    return new common.ResponseContext(response.status, Object.fromEntries(response.headers), {
      text: async () => bytes.toString('utf8'),
      binary: async () => bytes,
    })
  } catch (error) {
    if (error instanceof Error && error.name === 'TimeoutError') {
      throw new DatadogError('timeout', `No answer within ${timeoutMs / 1000} s`)
    }
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
    const refused = cause instanceof Error && 'code' in cause && cause.code === 'ECONNREFUSED'
    const words = refused ? 'The connection is refused' : cause instanceof Error ? cause.message : String(cause)
    throw new DatadogError('unreachable', words)
  }
}
