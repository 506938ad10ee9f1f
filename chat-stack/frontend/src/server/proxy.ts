import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingHttpHeaders } from 'node:http'
import { ProblemError } from '@chat-demo/common'
import { metrics, tagActiveSpan } from '@chat-demo/common/telemetry'
import httpProxy from '@fastify/http-proxy'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { Agent, type Dispatcher } from 'undici'
import { isChatRequest, outcomeOf, routeOf } from './chat-request.ts'

/** Seconds after which a client may try again when the backend cannot be reached. */
const retryAfterSeconds = 2

/** Longer than any deadline of the backend, which answers 504 itself; this one is for a backend that hangs. */
const headersTimeoutMs = 60_000

const connectTimeoutMs = 2_000

/** Bytes; the backend takes no larger body, and does not get to see one. */
const bodyLimit = 65_536

/** A request that is being forwarded. */
interface Forwarding {
  /** Fires when its client has gone away. */
  gone: AbortSignal
  /** The backend broke its answer off. */
  brokenOff: boolean
}

const forwarding = new AsyncLocalStorage<Forwarding>()

/**
 * Forwards `/api/*` to the backend. Answers pass through as they come, event streams included. A client that goes
 * away ends its request there too. A backend that cannot be reached is a 503 with `Retry-After`, as the API promises.
 */
export async function forwardApi(server: FastifyInstance, backendUrl: string): Promise<void> {
  const dispatcher = new Agent({
    connect: { timeout: connectTimeoutMs },
    headersTimeout: headersTimeoutMs,
    // An event stream may be silent for as long as nobody writes.
    bodyTimeout: 0,
  }).compose(endWithClient)
  server.addHook('onClose', () => dispatcher.destroy())

  await server.register(httpProxy, {
    upstream: backendUrl,
    prefix: '/api',
    rewritePrefix: '/api',
    undici: dispatcher,
    disableRequestLogging: true,
    replyOptions: {
      rewriteRequestHeaders: (_request, headers) => withoutTraceContext(headers),
      // Whoever asked decides whether to ask again; the proxy would also read Retry-After as milliseconds.
      retryDelay: () => null,
      onError: (reply, { error }) => {
        if (reply.raw.destroyed) return
        reply.log.warn({ err: error }, 'the backend did not answer')
        reply.send(unreachable())
      },
    },
    handler: (request, reply, destination, options) => {
      if (Number(request.headers['content-length'] ?? 0) > bodyLimit) {
        throw new ProblemError(413, `The body is larger than the limit of ${bodyLimit} bytes.`)
      }
      const gone = new AbortController()
      const here: Forwarding = { gone: gone.signal, brokenOff: false }
      reply.raw.once('close', () => {
        if (!reply.raw.writableFinished) gone.abort()
      })
      observe(request, reply, here)
      return forwarding.run(here, () => reply.from(destination, options))
    },
  })
}

/** A dispatcher's interceptor: a request that it sends ends when its client has gone, even before the answer began. */
function endWithClient(dispatch: Dispatcher.Dispatch): Dispatcher.Dispatch {
  return (options, handler) => {
    const here = forwarding.getStore()
    if (here === undefined) return dispatch(options, handler)
    const { gone } = here
    return dispatch(options, {
      onRequestStart(controller, context) {
        const abort = () => controller.abort(new Error('the client went away'))
        if (gone.aborted) abort()
        else gone.addEventListener('abort', abort, { once: true })
        handler.onRequestStart?.(controller, context)
      },
      onRequestUpgrade: (...args) => handler.onRequestUpgrade?.(...args),
      onResponseStart: (...args) => handler.onResponseStart?.(...args),
      onResponseData: (...args) => handler.onResponseData?.(...args),
      onResponseEnd: (...args) => handler.onResponseEnd?.(...args),
      onResponseError: (...args) => {
        here.brokenOff = !gone.aborted
        handler.onResponseError?.(...args)
      },
    })
  }
}

/**
 * The context of a trace ends here and goes on in our own span, which the tracer writes into what we send: beside the
 * page's own headers it would be read as neither.
 */
function withoutTraceContext(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^(?:x-datadog-|trace(?:parent|state)$)/.test(name)),
  )
}

/** Names the request's span by the API's own routes, of which this server knows only `/api/*`, and counts questions. */
function observe({ method, url }: FastifyRequest, reply: FastifyReply, here: Forwarding): void {
  const route = routeOf(url)
  if (route !== undefined) tagActiveSpan({ 'resource.name': `${method} ${route}` })
  if (!isChatRequest(method, url)) return
  const { raw } = reply
  raw.once('close', () => {
    const { statusCode, writableFinished: complete } = raw
    const outcome = outcomeOf({ statusCode, complete, brokenOff: here.brokenOff })
    metrics.count('chat.request', { outcome, status_code: statusCode })
  })
}

function unreachable(): ProblemError {
  return new ProblemError(503, 'The chat service cannot be reached right now. What it had accepted is kept.', {
    headers: { 'retry-after': String(retryAfterSeconds) },
  })
}
