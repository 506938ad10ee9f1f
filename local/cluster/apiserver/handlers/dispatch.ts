import { authorize } from '../authz/authorize.ts'
import { serveDiscovery } from '../discovery/discovery.ts'
import type { Exchange } from '../http/exchange.ts'
import { noSuchResource } from '../http/status.ts'
import { serveOpenapi } from '../openapi/documents.ts'
import { findResource } from '../resources/index.ts'
import { subresourceHandlers } from '../subresources/index.ts'
import { handleMetrics } from '../subresources/metrics.ts'
import { handleReview } from '../subresources/reviews.ts'
import type { ServerContext } from './context.ts'
import { handleHealth } from './health.ts'
import { handleResource } from './resource.ts'

/** Finds who serves a request, after authorization; what nobody serves is 404. */
export async function dispatch(server: ServerContext, exchange: Exchange): Promise<void> {
  const { info } = exchange
  authorize(server.rbac, exchange.user, info)
  if (!info.isResource) {
    const served = handleHealth(server, exchange) || serveDiscovery(exchange) || serveOpenapi(exchange)
    if (!served) unknownPath(exchange)
    return
  }
  if (info.group === 'metrics.k8s.io') return handleMetrics(server, exchange)
  if (await handleReview(server, exchange)) return
  const definition = findResource(info.group, info.version, info.resource)
  const namedOutside =
    definition?.namespaced && info.name && !info.namespace && !['list', 'watch', 'create'].includes(info.verb)
  if (!definition || namedOutside || (info.namespace && !definition.namespaced && info.resource !== 'namespaces')) {
    return unknownResource(exchange)
  }
  if (!info.subresource) return handleResource(server, exchange, definition, 'main')
  if (!definition.subresources.some(({ name }) => name === info.subresource)) throw noSuchResource()
  const handler = subresourceHandlers[info.subresource]
  if (!handler) throw noSuchResource()
  await handler(server, exchange, definition)
}

/** Below an API's root an unknown path is an unknown resource. */
function unknownPath(exchange: Exchange): void {
  const [root, group = ''] = exchange.info.path.split('/').filter(Boolean)
  if (root === 'api' || (root === 'apis' && serveDiscovery.hasGroup(group))) throw noSuchResource()
  exchange.sendText(404, '404 page not found\n')
}

/** A group that this server does not have is an unknown page; a resource of a known group is an unknown resource. */
function unknownResource(exchange: Exchange): void {
  if (exchange.info.group && !serveDiscovery.hasGroup(exchange.info.group)) {
    exchange.sendText(404, '404 page not found\n')
    return
  }
  throw noSuchResource()
}
