import type { Status } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import type { StoreEvent } from '../registry/event-hub.ts'
import { type FieldTerm, matchesFields, matchesLabels, type Requirement } from '../registry/selectors.ts'
import { fieldsOf, type ResourceDefinition } from '../resources/definition.ts'

/** What a list or watch selects. */
export interface Selection {
  definition: ResourceDefinition
  /** Undefined: all namespaces. */
  namespace: string | undefined
  labels: Requirement[]
  fields: FieldTerm[]
}

export type WatchEvent =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: KubeObject }
  | { type: 'BOOKMARK'; object: object }
  | { type: 'ERROR'; object: Status }

/** Whether an object, in the form of its API group, is in the selection. */
export function selects({ definition, namespace, labels, fields }: Selection, object: KubeObject): boolean {
  if (namespace && object.metadata.namespace !== namespace) return false
  return matchesLabels(labels, object.metadata.labels) && matchesFields(fields, fieldsOf(definition, object))
}

/**
 * What a watcher sees of a change: an object that comes into the selection is ADDED, one that leaves it is DELETED
 * in its last selected state; undefined when the change does not concern the selection.
 */
export function watchEventOf(selection: Selection, event: StoreEvent): WatchEvent | undefined {
  const convert = selection.definition.fromStored ?? (object => object)
  const object = convert(event.object)
  const previous = event.previous && convert(event.previous)
  const is = event.type !== 'DELETED' && selects(selection, object)
  const was = previous !== undefined && selects(selection, previous)
  if (is) return { type: was ? 'MODIFIED' : 'ADDED', object }
  if (!was) return undefined
  if (event.type === 'DELETED') return { type: 'DELETED', object }
  const { resourceVersion } = object.metadata
  return { type: 'DELETED', object: { ...previous, metadata: { ...previous.metadata, resourceVersion } } }
}
