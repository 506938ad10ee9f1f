import type { ServerContext } from '../handlers/context.ts'
import { readObject } from '../handlers/read-body.ts'
import type { Exchange } from '../http/exchange.ts'
import { badRequest, methodNotAllowed } from '../http/status.ts'
import { parseDeleteOptions, parseWriteOptions } from '../registry/options.ts'
import type { ResourceDefinition } from '../resources/definition.ts'

const kind = { group: 'policy', version: 'v1', kind: 'Eviction', schema: 'io.k8s.api.policy.v1.Eviction' }

/** Evicts a pod: a delete, as there are no PodDisruptionBudgets to hold it up. */
export async function handleEviction(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
): Promise<void> {
  if (exchange.info.verb !== 'create') {
    throw methodNotAllowed('the server does not allow this method on the requested resource')
  }
  const { namespace, name } = exchange.info
  const { dryRun, fieldValidation } = parseWriteOptions(exchange.query)
  const eviction = await readObject(exchange, kind, fieldValidation)
  if (eviction.metadata.name && eviction.metadata.name !== name) {
    throw badRequest(`the name of the object (${eviction.metadata.name}) does not match the name on the URL (${name})`)
  }
  const options = parseDeleteOptions(new URLSearchParams(), eviction.deleteOptions)
  await server.registry.delete(definition, namespace, name, { ...options, dryRun })
  exchange.send(201, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', code: 201 })
}
