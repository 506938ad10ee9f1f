import type { FastifyInstance, FastifyRequest } from 'fastify'
import { appendOrRefuse } from '../../intake/append.ts'
import { bodyOf } from '../../intake/bodies.ts'
import { clientStatsRows } from '../../intake/spans/client-stats.ts'
import { isKept, spanRows } from '../../intake/spans/normalise.ts'
import { type RawSpan, readTracesV04, readTracesV05 } from '../../intake/spans/raw-span.ts'
import type { SpanRow } from '../../store/rows.ts'
import type { Receiver } from '../trace-agent.ts'
import { decodeMsgpack } from './msgpack.ts'

/** Traces in both formats that dd-trace speaks, and the statistics of tracers that compute them themselves. */
export function traceRoutes(app: FastifyInstance, receiver: Receiver): void {
  const services = new Set<string>()
  const rates = () => ({ 'service:,env:': 1, ...Object.fromEntries([...services].map(key => [key, 1])) })
  const accept = (request: FastifyRequest, read: (payload: unknown) => RawSpan[][]) => {
    const body = bodyOf(request.body)
    if (body.length > 0) takeTraces(read(decodeMsgpack(body)), request, receiver, services)
    return { rate_by_service: rates() }
  }
  const method = ['PUT', 'POST']
  app.route({ method, url: '/v0.4/traces', handler: async request => accept(request, readTracesV04) })
  app.route({ method, url: '/v0.5/traces', handler: async request => accept(request, readTracesV05) })
  app.route({
    method,
    url: '/v0.6/stats',
    handler: async request => {
      const { points, distributions } = clientStatsRows(decodeMsgpack(bodyOf(request.body)))
      receiver.derived.append('points', points)
      receiver.derived.append('distributions', distributions)
      return {}
    },
  })
}

function takeTraces(chunks: RawSpan[][], request: FastifyRequest, receiver: Receiver, services: Set<string>): void {
  const { store, figures, hostName, traceMetrics } = receiver
  const context = {
    host: hostName,
    tags: receiver.podTags(request),
    clientComputedTopLevel: isSet(request.headers['datadog-client-computed-top-level']),
  }
  const rows: SpanRow[] = []
  const unsampled: SpanRow[] = []
  for (const chunk of chunks) {
    const spans = spanRows(chunk, context)
    figures.dropped('spans', chunk.length - spans.length, 'a trace id or span id of 0')
    if (isKept(chunk)) rows.push(...spans)
    else unsampled.push(...spans)
  }
  appendOrRefuse({ store, figures, status: 429 }, 'spans', rows)
  figures.dropped('spans', unsampled.length, 'sampled out by the tracer; counted in trace metrics')
  for (const span of rows) services.add(`service:${span.service},env:${span.env}`)
  // A tracer that computes its own statistics sends them to /v0.6/stats.
  if (isSet(request.headers['datadog-client-computed-stats'])) return
  for (const span of rows) traceMetrics.add(span)
  for (const span of unsampled) traceMetrics.add(span)
}

function isSet(header: string | string[] | undefined): boolean {
  return header !== undefined && header !== '' && header !== 'false' && header !== '0' && header !== 'no'
}
