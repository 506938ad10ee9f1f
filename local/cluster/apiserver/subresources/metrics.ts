import { z } from 'zod'
import type { ServerContext } from '../handlers/context.ts'
import type { Exchange } from '../http/exchange.ts'
import { negotiate } from '../http/negotiate.ts'
import { methodNotAllowed, noSuchResource, notFound, StatusError } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import { matchesLabels, parseLabelSelector } from '../registry/selectors.ts'

const usage = z.object({ cpuNanoCores: z.number(), memoryBytes: z.number() })
const summary = z.object({
  pods: z.array(
    z.object({
      namespace: z.string(),
      name: z.string(),
      containers: z.array(usage.extend({ name: z.string() })),
      timestamp: z.string(),
      windowSeconds: z.number(),
    }),
  ),
  node: usage.optional(),
})

type Summary = z.infer<typeof summary>
type Usage = z.infer<typeof usage>

const apiVersion = 'metrics.k8s.io/v1beta1'

/** A measured usage as quantities: CPU in nanocores, memory in Ki. */
const quantities = ({ cpuNanoCores, memoryBytes }: Usage) => ({
  cpu: `${Math.round(cpuNanoCores)}n`,
  memory: `${Math.round(memoryBytes / 1024)}Ki`,
})

const duration = (seconds: number) => `${Math.round(seconds * 1000) / 1000}s`

async function ask(server: ServerContext, nodeName: string): Promise<Summary> {
  const answer = await server.kubelet.get(nodeName, '/metrics/resource.json')
  const chunks: Buffer[] = []
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  if (answer.statusCode !== 200) {
    throw StatusError.of(
      503,
      'ServiceUnavailable',
      `the kubelet of ${nodeName} gives no metrics: ${answer.statusCode} ${text}`,
    )
  }
  return summary.parse(JSON.parse(text))
}

function podMetrics(pod: KubeObject, measured: Summary['pods'][number]) {
  const { name, namespace, labels } = pod.metadata
  return {
    metadata: { name, namespace, creationTimestamp: measured.timestamp, ...(labels ? { labels } : {}) },
    timestamp: measured.timestamp,
    window: duration(measured.windowSeconds),
    containers: measured.containers.map(container => ({ name: container.name, usage: quantities(container) })),
  }
}

function nodeMetrics(node: KubeObject, { node: used, pods }: Summary, now: Date) {
  const { name, labels } = node.metadata
  const at = pods[0]?.timestamp ?? now.toISOString()
  const total = used ?? { cpuNanoCores: 0, memoryBytes: 0 }
  return {
    metadata: { name, creationTimestamp: at, ...(labels ? { labels } : {}) },
    timestamp: at,
    window: duration(pods[0]?.windowSeconds ?? 0),
    usage: quantities(total),
  }
}

async function measure(server: ServerContext, exchange: Exchange) {
  const labels = parseLabelSelector(exchange.query.get('labelSelector'))
  const { namespace, name, resource } = exchange.info
  const nodes = server.store.list('nodes')
  const selected = (object: KubeObject) =>
    matchesLabels(labels, object.metadata.labels) && (!name || object.metadata.name === name)
  const summaries = await Promise.all(
    nodes.map(async node => ({ node, summary: await ask(server, node.metadata.name) })),
  )
  if (resource === 'nodes') {
    return summaries
      .filter(({ node }) => selected(node))
      .map(({ node, summary: s }) => nodeMetrics(node, s, server.clock.now()))
  }
  const measured = new Map(
    summaries.flatMap(({ summary: { pods } }) => pods.map(pod => [`${pod.namespace}/${pod.name}`, pod])),
  )
  return server.store
    .list('pods', namespace || undefined)
    .filter(selected)
    .flatMap(pod => {
      const found = measured.get(`${pod.metadata.namespace}/${pod.metadata.name}`)
      return found ? [podMetrics(pod, found)] : []
    })
}

/** Serves metrics.k8s.io from what the kubelets measure. */
export async function handleMetrics(server: ServerContext, exchange: Exchange): Promise<void> {
  const { version, resource, verb, name, namespace, subresource } = exchange.info
  const kind = { pods: 'PodMetrics', nodes: 'NodeMetrics' }[resource]
  if (version !== 'v1beta1' || !kind || subresource || (resource === 'nodes' && namespace)) throw noSuchResource()
  const single = verb === 'get' || (verb === 'list' && name !== '' && !exchange.query.has('fieldSelector'))
  if (verb !== 'get' && verb !== 'list') {
    throw methodNotAllowed('the server does not allow this method on the requested resource')
  }
  const representation = negotiate(exchange.request.headers.accept, [])
  const items = await measure(server, exchange)
  if (single) {
    const [item] = items
    if (!item) throw notFound({ group: 'metrics.k8s.io', plural: resource }, namespace ? `${namespace}/${name}` : name)
    exchange.send(200, { kind, apiVersion, ...item }, representation)
  } else exchange.send(200, { kind: `${kind}List`, apiVersion, metadata: {}, items }, representation)
}
