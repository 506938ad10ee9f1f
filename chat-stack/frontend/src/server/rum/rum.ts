import { ProblemError } from '@chat-demo/common'
import rateLimit from '@fastify/rate-limit'
import type { FastifyBaseLogger, FastifyInstance, FastifyRequest } from 'fastify'
import { Agent, request as send } from 'undici'
import type { RumConfig } from '../../rum-config.ts'
import { forwardTarget } from './forward-target.ts'

export interface RumOptions {
  /** What the page gives its SDK. */
  page: RumConfig
  /** Origin of the one intake that batches are forwarded to. */
  intakeUrl: string
}

/** Bytes of a batch; the SDK sends events by 16 KiB and replays by 60 kB, a large page's first picture included. */
const bodyLimit = 1_048_576

/** Batches of all pages together; above, the SDK keeps them and comes again. */
const rate = { max: 300, timeWindow: 10_000 }

const timeoutMs = 5_000
const retryAfterSeconds = 5

/**
 * `GET /rum`: how the page's SDK is configured, 204 when it is to send nothing. `POST /rum`: forwards batches of events
 * and replays. While the intake is away the SDK keeps them, as it does on 503 and on nothing else that we could say.
 */
export async function serveRum(server: FastifyInstance, options: RumOptions | undefined): Promise<void> {
  server.get('/rum', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
    return options === undefined ? reply.code(204).send() : options.page
  })
  await server.register(async scope => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    if (options === undefined) {
      scope.post('/rum', async () => {
        throw unavailable('No intake is configured.')
      })
      return
    }
    await scope.register(rateLimit, {
      ...rate,
      keyGenerator: () => 'all pages',
      errorResponseBuilder: (_request, { ttl }) =>
        new ProblemError(429, 'More batches than are forwarded.', {
          headers: { 'retry-after': String(Math.ceil(ttl / 1_000)) },
        }),
    })
    const intake = new Intake(options.intakeUrl, server.log)
    scope.addHook('onClose', () => intake.close())
    scope.post('/rum', async (request, reply) => {
      const target = forwardTarget((request.query as Record<string, unknown>).ddforward, options.page.clientToken)
      if ('refused' in target) throw new ProblemError(403, target.refused)
      return reply.code(await intake.send(target.path, request)).send()
    })
  })
}

/** The one intake, and whether it was last seen. */
class Intake {
  readonly #origin: string
  readonly #agent = new Agent({ connect: { timeout: 2_000 }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs })
  readonly #log: FastifyBaseLogger
  #away = false

  constructor(url: string, log: FastifyBaseLogger) {
    this.#origin = url.replace(/\/$/, '')
    this.#log = log
  }

  /** @returns the intake's status. @throws ProblemError 503 when the batch is worth sending again */
  async send(path: string, request: FastifyRequest): Promise<number> {
    try {
      const { statusCode, body } = await send(`${this.#origin}${path}`, {
        method: 'POST',
        headers: headersOf(request),
        body: request.body as Buffer,
        dispatcher: this.#agent,
      })
      await body.dump()
      if (statusCode < 500 && statusCode !== 429 && statusCode !== 408) {
        this.#seen()
        return statusCode
      }
      this.#missed(`it answered ${statusCode}`)
    } catch (error) {
      this.#missed(error instanceof Error ? error.message : String(error))
    }
    throw unavailable('The intake cannot take it now.')
  }

  close(): Promise<void> {
    return this.#agent.close()
  }

  #seen(): void {
    if (this.#away) this.#log.info('the RUM intake is back')
    this.#away = false
  }

  #missed(reason: string): void {
    if (!this.#away) this.#log.warn({ reason }, 'the RUM intake is away, pages keep their events')
    this.#away = true
  }
}

/** What tells the kind of content and the browser; nothing that tells who is logged in to what. */
function headersOf({ headers, ip }: FastifyRequest): Record<string, string> {
  const { 'content-type': type, 'user-agent': agent } = headers
  return {
    'x-forwarded-for': ip,
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(agent === undefined ? {} : { 'user-agent': agent }),
  }
}

function unavailable(detail: string): ProblemError {
  return new ProblemError(503, detail, { headers: { 'retry-after': String(retryAfterSeconds) } })
}
