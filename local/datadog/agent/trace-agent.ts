import Fastify, { type FastifyRequest } from 'fastify'
import { hostAllowed } from '../api/http/hosts.ts'
import { acceptBodies, statusOf } from '../intake/bodies.ts'
import { DerivedRows } from '../intake/derived-rows.ts'
import type { Figures } from '../intake/figures.ts'
import { TraceMetrics } from '../intake/spans/trace-metrics.ts'
import { Pathways } from '../intake/streams/pathways.ts'
import type { Store } from '../store/store.ts'
import type { Dogstatsd } from './dogstatsd.ts'
import type { PodTags } from './kubernetes/pod-tags.ts'
import { originTags } from './origin.ts'
import { evpRoutes } from './trace/evp-routes.ts'
import { INFO } from './trace/info.ts'
import { streamRoutes } from './trace/stream-routes.ts'
import { traceRoutes } from './trace/trace-routes.ts'
import { unusedRoutes } from './trace/unused-routes.ts'

/** As the Agent's `apm_config.max_payload_size`. */
const LIMIT = 25 * 1024 * 1024
const FLUSH_MS = 1000

export interface TraceAgentOptions {
  host: string
  /** 0 for a free one. */
  port: number
  store: Store
  figures: Figures
  /** Of the node that the telemetry came to. */
  hostName: string
  /** Takes what tracers send of DogStatsD over HTTP. */
  dogstatsd: Pick<Dogstatsd, 'take'>
  pods?: PodTags
  now?: () => number
}

/** What the routes of the trace agent work with. */
export interface Receiver {
  store: Store
  figures: Figures
  hostName: string
  derived: DerivedRows
  traceMetrics: TraceMetrics
  pathways: Pathways
  dogstatsd: Pick<Dogstatsd, 'take'>
  now: () => number
  /** Tags of the pod that sent a request. */
  podTags: (request: FastifyRequest) => readonly string[]
}

export interface TraceAgent {
  url: string
  port: number
  close(): Promise<void>
}

/** Serves what tracers call an Agent. Errors are plain text, as the Agent's; 429 when the store has no room. */
export async function startTraceAgent(options: TraceAgentOptions): Promise<TraceAgent> {
  const { store, figures, hostName, dogstatsd, pods, now = Date.now } = options
  const derived = new DerivedRows(store, figures)
  const traceMetrics = new TraceMetrics()
  const pathways = new Pathways()
  pathways.restore(store)
  const app = Fastify({ forceCloseConnections: true })
  app.addHook('onRequest', async (request, reply) => {
    if (hostAllowed(request.headers.host, [])) return
    return reply.code(421).send(`This agent does not answer for the host "${request.headers.host ?? ''}"`)
  })
  acceptBodies(app, figures, LIMIT)
  app.setErrorHandler((error, _request, reply) => {
    const text = error instanceof Error ? error.message : String(error)
    return reply.code(statusOf(error)).type('text/plain').send(text)
  })
  app.get('/info', async () => INFO)
  const receiver: Receiver = {
    store,
    figures,
    hostName,
    derived,
    traceMetrics,
    pathways,
    dogstatsd,
    now,
    podTags: request => originTags(originOf(request), pods),
  }
  traceRoutes(app, receiver)
  streamRoutes(app, receiver)
  evpRoutes(app, receiver)
  unusedRoutes(app, figures)
  const flush = (at: number) => {
    const { points, distributions } = traceMetrics.flush(at)
    derived.append('points', points)
    derived.append('distributions', distributions)
  }
  const timer = setInterval(() => flush(now()), FLUSH_MS)
  try {
    const url = await app.listen({ host: options.host, port: options.port })
    return {
      url,
      port: Number(new URL(url).port),
      close: async () => {
        clearInterval(timer)
        await app.close()
        flush(Number.POSITIVE_INFINITY)
      },
    }
  } catch (error) {
    clearInterval(timer)
    throw error
  }
}

/** What a client's headers say of where it runs. */
export function originOf(request: FastifyRequest): { externalEnv?: string; containerId?: string } {
  const header = (name: string) => {
    const value = request.headers[name]
    return typeof value === 'string' ? value : undefined
  }
  return {
    externalEnv: header('datadog-external-env'),
    containerId: header('datadog-container-id') ?? header('datadog-entity-id'),
  }
}
