import type { ServerContext } from '../handlers/context.ts'
import { handleResource } from '../handlers/resource.ts'
import type { Exchange } from '../http/exchange.ts'
import { methodNotAllowed } from '../http/status.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { handleEviction } from './eviction.ts'
import { handleLog } from './log.ts'
import { handleScale } from './scale.ts'
import { handleToken } from './token.ts'

type SubresourceHandler = (server: ServerContext, exchange: Exchange, definition: ResourceDefinition) => Promise<void>

const refused = (what: string): SubresourceHandler => {
  return async (server, exchange, definition) => {
    server.registry.get(definition, exchange.info.namespace, exchange.info.name)
    throw methodNotAllowed(
      `${what} is not served by this cluster: its pods are processes on this machine, without a container to enter; use the machine's own shell and ports`,
    )
  }
}

/** Who serves each subresource that discovery lists. */
export const subresourceHandlers: Record<string, SubresourceHandler> = {
  status: (server, exchange, definition) => handleResource(server, exchange, definition, 'status'),
  finalize: (server, exchange, definition) => handleResource(server, exchange, definition, 'finalize'),
  scale: handleScale,
  token: handleToken,
  log: handleLog,
  eviction: handleEviction,
  exec: refused('pods/exec'),
  attach: refused('pods/attach'),
  portforward: refused('pods/portforward'),
}
