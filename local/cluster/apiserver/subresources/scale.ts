import type { ServerContext } from '../handlers/context.ts'
import { patchedObject } from '../handlers/patch.ts'
import { readObject } from '../handlers/read-body.ts'
import { readPatch } from '../handlers/resource.ts'
import type { Exchange } from '../http/exchange.ts'
import { badRequest, invalid, methodNotAllowed } from '../http/status.ts'
import { fieldNumber, fieldObject, type KubeObject } from '../object.ts'
import { patchTypeOf } from '../patch/apply.ts'
import { parseWriteOptions } from '../registry/options.ts'
import { formatSelector } from '../registry/selectors.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { nonNegative } from '../validation/field.ts'

const scaleKind = { group: 'autoscaling', version: 'v1', kind: 'Scale', schema: 'io.k8s.api.autoscaling.v1.Scale' }

/** The Scale of a workload: its metadata, the wanted and the present number of replicas, and its selector. */
export function scaleOf(workload: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = workload.metadata
  const spec = fieldObject(workload, 'spec')
  const selector = formatSelector(fieldObject(spec, 'selector'))
  const replicas = fieldNumber(spec, 'replicas') ?? 0
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === 0 ? {} : { replicas },
    status: {
      replicas: fieldNumber(fieldObject(workload, 'status'), 'replicas') ?? 0,
      ...(selector ? { selector } : {}),
    },
  }
}

/** The workload with what a Scale may change: the number of replicas, guarded by the Scale's resourceVersion. */
function scaled(workload: KubeObject, scale: KubeObject): KubeObject {
  const { name, namespace, resourceVersion, uid } = scale.metadata
  if (name && name !== workload.metadata.name) {
    throw badRequest(`the name of the object (${name}) does not match the name on the URL (${workload.metadata.name})`)
  }
  if (namespace && namespace !== workload.metadata.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request')
  }
  const replicas = fieldNumber(fieldObject(scale, 'spec'), 'replicas') ?? 0
  const causes = nonNegative('spec.replicas', replicas)
  if (causes.length > 0) throw invalid('autoscaling', 'Scale', workload.metadata.name, causes)
  return {
    ...workload,
    metadata: {
      ...workload.metadata,
      resourceVersion: resourceVersion ?? '',
      ...(uid ? { uid } : {}),
    },
    spec: { ...fieldObject(workload, 'spec'), replicas },
  }
}

export async function handleScale(
  server: ServerContext,
  exchange: Exchange,
  definition: ResourceDefinition,
): Promise<void> {
  const { namespace, name, verb } = exchange.info
  if (verb === 'get') {
    exchange.send(200, scaleOf(server.registry.get(definition, namespace, name)))
    return
  }
  const { dryRun, fieldValidation } = parseWriteOptions(exchange.query)
  const context = { user: exchange.user, dryRun }
  let change: (workload: KubeObject) => KubeObject
  if (verb === 'update') {
    const scale = await readObject(exchange, scaleKind, fieldValidation)
    change = workload => scaled(workload, scale)
  } else if (verb === 'patch') {
    const type = patchTypeOf(exchange.request.headers['content-type'])
    const document = await readPatch(exchange, type)
    change = workload =>
      scaled(workload, patchedObject(scaleKind, type, scaleOf(workload), document, fieldValidation).object)
  } else throw methodNotAllowed('the server does not allow this method on the requested resource')
  exchange.send(200, scaleOf(await server.registry.update(definition, namespace, name, 'scale', change, context)))
}
