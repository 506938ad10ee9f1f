import type { Exchange } from '../http/exchange.ts'
import { negotiate, type Representation } from '../http/negotiate.ts'
import type { KubeObject } from '../object.ts'
import { groupVersion, type ResourceDefinition } from '../resources/definition.ts'
import { includeObject, tableOf } from '../table/table.ts'
import type { ListResult } from '../watch/list.ts'

const transforms = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList'] as const

export const negotiateObject = (exchange: Exchange): Representation =>
  negotiate(exchange.request.headers.accept, transforms)

const metadataOnly = ({ metadata }: KubeObject) => ({
  kind: 'PartialObjectMetadata',
  apiVersion: 'meta.k8s.io/v1',
  metadata,
})

/** One object as the client asked to see it; a Status stays a Status. */
export function renderObject(
  exchange: Exchange,
  definition: ResourceDefinition,
  object: KubeObject,
  { as }: Representation,
  now: Date,
  headers = true,
): object {
  if (object.kind === 'Status') return object
  if (as === 'Table') return tableOf(definition, [object], { now, include: includeObject(exchange.query), headers })
  if (as === 'PartialObjectMetadata') return metadataOnly(object)
  return object
}

export function renderList(
  exchange: Exchange,
  definition: ResourceDefinition,
  result: ListResult,
  { as }: Representation,
  now: Date,
): object {
  const { items, ...metadata } = result
  if (as === 'Table') {
    const table = tableOf(definition, items, { now, include: includeObject(exchange.query), headers: true })
    return { ...table, metadata }
  }
  if (as === 'PartialObjectMetadataList') {
    return { kind: as, apiVersion: 'meta.k8s.io/v1', metadata, items: items.map(metadataOnly) }
  }
  return {
    kind: `${definition.kind}List`,
    apiVersion: groupVersion(definition),
    metadata,
    // An item of a list does not repeat what the list says of all of them.
    items: items.map(({ kind: _, apiVersion: __, ...item }) => item),
  }
}
