import { pipeline } from 'node:stream/promises'
import type { ServerContext } from '../handlers/context.ts'
import type { Exchange } from '../http/exchange.ts'
import { badRequest, invalid, StatusError } from '../http/status.ts'
import { fieldObject, fieldObjects, fieldString, type KubeObject } from '../object.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { forbidden, invalidValue } from '../validation/field.ts'

const passed = ['follow', 'previous', 'sinceSeconds', 'sinceTime', 'timestamps', 'tailLines', 'limitBytes']

const containersOf = (pod: KubeObject) => {
  const spec = fieldObject(pod, 'spec')
  return {
    init: fieldObjects(spec, 'initContainers').map(container => fieldString(container, 'name')),
    main: fieldObjects(spec, 'containers').map(container => fieldString(container, 'name')),
  }
}

/** The container whose log is asked for; throws 400 when it must be named or does not exist. */
export function logContainer(pod: KubeObject, asked: string): string {
  const { init, main } = containersOf(pod)
  const { name } = pod.metadata
  if (asked) {
    if ([...init, ...main].includes(asked)) return asked
    throw badRequest(`container ${asked} is not valid for pod ${name}`)
  }
  const [only] = main
  if (main.length === 1 && only !== undefined) return only
  const inits = init.length > 0 ? ` or one of the init containers: [${init.join(' ')}]` : ''
  throw badRequest(`a container name must be specified for pod ${name}, choose one of: [${main.join(' ')}]${inits}`)
}

function checkOptions(pod: string, query: URLSearchParams): void {
  const causes = []
  for (const field of ['tailLines', 'sinceSeconds', 'limitBytes']) {
    const text = query.get(field)
    if (text === null) continue
    const minimum = field === 'tailLines' ? 0 : 1
    if (!/^-?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`)
    if (Number(text) < minimum) {
      causes.push(invalidValue(field, Number(text), `must be greater than ${minimum === 0 ? 'or equal to 0' : '0'}`))
    }
  }
  if (query.get('sinceSeconds') !== null && query.get('sinceTime') !== null) {
    causes.push(forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'))
  }
  if (causes.length > 0) throw invalid('', 'PodLogOptions', pod, causes)
}

/** Streams a container's log from the kubelet of the pod's node. */
export async function handleLog(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
): Promise<void> {
  const { namespace, name } = exchange.info
  const { query, response } = exchange
  const pod = server.registry.get(definition, namespace, name)
  checkOptions(name, query)
  const container = logContainer(pod, query.get('container') ?? '')
  const nodeName = fieldString(fieldObject(pod, 'spec'), 'nodeName')
  if (!nodeName) {
    // Nothing has run yet: the real server answers an empty log for a pod that waits for a node.
    exchange.writeHead(204, 'text/plain')
    response.end()
    return
  }
  const options = new URLSearchParams(
    passed.flatMap(field => query.getAll(field).map((value): [string, string] => [field, value])),
  )
  const leaving = new AbortController()
  const leave = () => {
    server.stop.removeEventListener('abort', leave)
    leaving.abort()
  }
  response.once('close', leave)
  server.stop.addEventListener('abort', leave)
  const path = `/containerLogs/${encodeURIComponent(namespace)}/${encodeURIComponent(name)}/${encodeURIComponent(container)}?${options}`
  const log = await server.kubelet.get(nodeName, path, leaving.signal)
  if (log.statusCode !== 200) throw await refusalOf(log)
  exchange.writeHead(200, 'text/plain')
  response.flushHeaders()
  await pipeline(log, response).catch(error => {
    if (!leaving.signal.aborted) throw error
  })
}

/** What the kubelet says against it, as the API server passes it on: 400 stays 400, all else is 500. */
async function refusalOf(log: AsyncIterable<Buffer> & { statusCode?: number }): Promise<StatusError> {
  const chunks: Buffer[] = []
  for await (const chunk of log) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8').trim()
  return log.statusCode === 400 || log.statusCode === 404
    ? badRequest(text)
    : StatusError.of(500, 'InternalError', `Internal error occurred: the kubelet answered ${log.statusCode}: ${text}`)
}
