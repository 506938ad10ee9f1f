import { createServer, type IncomingMessage } from 'node:http'
import { gunzipSync } from 'node:zlib'
import { decode } from '@msgpack/msgpack'

/** A span as dd-trace sends it; ids are decimal, as their 64 bits do not fit a number. */
export interface SentSpan {
  traceId: string
  spanId: string
  parentId: string
  name: string
  resource: string
  service: string
  type: string | undefined
  error: boolean
  /** Nanoseconds. */
  durationNs: number
  meta: Record<string, string>
  metrics: Record<string, number>
}

/** Data Streams statistics of one edge of a pathway. */
export interface SentEdge {
  service: string
  tags: string[]
  hash: bigint
  parentHash: bigint
}

/** The Datadog Agent's own interface, remembering what it was sent. */
export interface TraceAgent {
  url: string
  spans: SentSpan[]
  /** DogStatsD lines. */
  metrics: string[]
  edges: SentEdge[]
  llmSpans: Record<string, unknown>[]
  evaluations: Record<string, unknown>[]
  close(): Promise<void>
}

export async function startTraceAgent(): Promise<TraceAgent> {
  const spans: SentSpan[] = []
  const metrics: string[] = []
  const edges: SentEdge[] = []
  const llmSpans: Record<string, unknown>[] = []
  const evaluations: Record<string, unknown>[] = []
  const take = (path: string, body: Buffer): string => {
    if (path === '/v0.4/traces') {
      for (const chunk of decode(body, { useBigInt64: true }) as RawSpan[][]) spans.push(...chunk.map(toSpan))
      return '{"rate_by_service":{"service:,env:":1}}'
    }
    if (path === '/dogstatsd/v2/proxy') metrics.push(...body.toString().split('\n').filter(Boolean))
    else if (path === '/v0.1/pipeline_stats') edges.push(...toEdges(decode(gunzipSync(body), { useBigInt64: true })))
    else if (path === '/evp_proxy/v2/api/v2/llmobs') {
      for (const { spans } of JSON.parse(body.toString())) llmSpans.push(...spans)
    } else if (path.startsWith('/evp_proxy/v2/api/intake/llm-obs/')) {
      evaluations.push(...JSON.parse(body.toString()).data.attributes.metrics)
    } else if (path !== '/info') throw new Error(`the Agent was sent something at ${path}`)
    return '{"version":"7.81.1","endpoints":["/v0.4/traces","/evp_proxy/v2/"],"client_drop_p0s":true}'
  }
  const failures: unknown[] = []
  const server = createServer((request, response) => {
    readBody(request)
      .then(
        body => response.setHeader('content-type', 'application/json').end(take(request.url ?? '', body)),
        (error: unknown) => response.destroy(error instanceof Error ? error : undefined),
      )
      .catch((error: unknown) => {
        failures.push(error)
        response.writeHead(500).end()
      })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    spans,
    metrics,
    edges,
    llmSpans,
    evaluations,
    close: async () => {
      await new Promise<void>(resolve => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
      if (failures.length > 0) throw failures[0]
    },
  }
}

interface RawSpan extends Omit<SentSpan, 'traceId' | 'spanId' | 'parentId' | 'durationNs' | 'error'> {
  trace_id: bigint | number
  span_id: bigint | number
  parent_id: bigint | number
  error: number
  duration: bigint | number
}

function toSpan({ trace_id, span_id, parent_id, error, duration, ...rest }: RawSpan): SentSpan {
  return {
    ...rest,
    traceId: String(trace_id),
    spanId: String(span_id),
    parentId: String(parent_id),
    error: error === 1,
    durationNs: Number(duration),
  }
}

interface RawPipeline {
  Service: string
  Stats: { Stats: { EdgeTags: string[]; Hash: bigint; ParentHash: bigint }[] }[]
}

function toEdges(payload: unknown): SentEdge[] {
  const { Service: service, Stats: buckets } = payload as RawPipeline
  return buckets.flatMap(({ Stats: points }) =>
    points.map(({ EdgeTags: tags, Hash: hash, ParentHash: parentHash }) => ({ service, tags, hash, parentHash })),
  )
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return Buffer.concat(chunks)
}
