import type { Cause } from '../http/status.ts'
import { fieldObject, fieldString, type KubeObject } from '../object.ts'

/** A subresource as discovery lists it. */
export interface SubresourceDefinition {
  name: string
  kind: string
  /** Group and version of the kind when it differs from the resource's own. */
  group?: string
  version?: string
  verbs: string[]
}

/** Everything that makes one kind of object what it is; the generic registry does the rest. */
export interface ResourceDefinition {
  group: string
  version: string
  kind: string
  plural: string
  singular: string
  shortNames: string[]
  categories: string[]
  namespaced: boolean
  /** Name of the published schema. */
  schema: string
  verbs: string[]
  subresources: SubresourceDefinition[]
  /** Where objects are stored; two API groups that show the same objects share it. */
  storage: string
  /** Status is written through its own subresource only. */
  hasStatus: boolean
  /** metadata.generation counts changes of what `generationOf` returns; absent: no generation. */
  generationOf?: (object: KubeObject) => unknown
  /** A PUT to a name that does not exist creates it. */
  createOnUpdate: boolean
  /** A DELETE answers with the object instead of a Status. */
  returnsDeleted: boolean
  checkName: (name: string) => string[]
  /** Fields that a fieldSelector may name besides metadata.name and metadata.namespace. */
  selectableFields: Record<string, (object: KubeObject) => string>
  setDefaults: (object: KubeObject) => void
  /** Sets what a new object always starts with. */
  prepareForCreate: (object: KubeObject) => void
  validate: (object: KubeObject) => Cause[]
  validateUpdate: (object: KubeObject, old: KubeObject) => Cause[]
  /** Between the stored form and this API group's form; absent when they are the same. */
  toStored?: (object: KubeObject) => KubeObject
  fromStored?: (object: KubeObject) => KubeObject
}

export const writable = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch']

export const groupVersion = ({ group, version }: { group: string; version: string }): string =>
  group ? `${group}/${version}` : version

/** The text at a dotted path, for field selectors. */
export const textAt =
  (...path: string[]) =>
  (object: KubeObject): string => {
    let inner = object as Record<string, unknown>
    for (const step of path.slice(0, -1)) inner = fieldObject(inner, step)
    const last = inner[path.at(-1) ?? '']
    return typeof last === 'number' || typeof last === 'boolean' ? String(last) : fieldString(inner, path.at(-1) ?? '')
  }

/** All values that a fieldSelector can compare on this object. */
export function fieldsOf(definition: ResourceDefinition, object: KubeObject): Record<string, string> {
  const fields: Record<string, string> = {
    'metadata.name': object.metadata.name,
    'metadata.namespace': object.metadata.namespace ?? '',
  }
  for (const [field, read] of Object.entries(definition.selectableFields)) fields[field] = read(object)
  return fields
}

export const supportedFields = (definition: ResourceDefinition): Set<string> =>
  new Set([
    'metadata.name',
    ...(definition.namespaced ? ['metadata.namespace'] : []),
    ...Object.keys(definition.selectableFields),
  ])
