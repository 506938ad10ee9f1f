import type { Cause } from '../http/status.ts'
import { fieldObjects, type JsonObject, type KubeObject } from '../object.ts'
import { at, forbidden, invalidValue, required, tooLong } from './field.ts'
import { dnsLabel, labelValue, qualifiedName } from './names.ts'

const MAX_ANNOTATIONS = 256 * 1024

export function validateLabels(labels: Record<string, string> | undefined, path: string): Cause[] {
  return Object.entries(labels ?? {}).flatMap(([key, value]) => [
    ...qualifiedName(key).map(text => invalidValue(path, key, text)),
    ...labelValue(value).map(text => invalidValue(path, value, text)),
  ])
}

export function validateAnnotations(annotations: Record<string, string> | undefined, path: string): Cause[] {
  const entries = Object.entries(annotations ?? {})
  const causes = entries.flatMap(([key]) => qualifiedName(key.toLowerCase()).map(text => invalidValue(path, key, text)))
  const size = entries.reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
  return size > MAX_ANNOTATIONS ? [...causes, tooLong(path, MAX_ANNOTATIONS)] : causes
}

function validateOwners(metadata: JsonObject, path: string): Cause[] {
  const field = at(path, 'ownerReferences')
  const owners = fieldObjects(metadata, 'ownerReferences')
  const causes: Cause[] = []
  for (const { apiVersion, kind, name, uid } of owners) {
    if (!apiVersion) causes.push(invalidValue(at(field, 'apiVersion'), apiVersion ?? '', 'version must not be empty'))
    if (!kind) causes.push(invalidValue(at(field, 'kind'), '', 'must not be empty'))
    if (!name) causes.push(invalidValue(at(field, 'name'), '', 'must not be empty'))
    if (!uid) causes.push(invalidValue(at(field, 'uid'), '', 'must not be empty'))
  }
  const controllers = owners.filter(({ controller }) => controller === true)
  if (controllers.length > 1) {
    const text = `Only one reference can have Controller set to true. Found "true" in references for ${controllers[0]?.kind}/${controllers[0]?.name} and ${controllers[1]?.kind}/${controllers[1]?.name}`
    causes.push(invalidValue(field, owners, text))
  }
  return causes
}

function validateFinalizers(finalizers: string[] | undefined, path: string): Cause[] {
  return (finalizers ?? []).flatMap((finalizer, index) => {
    const causes = qualifiedName(finalizer).map(text => invalidValue(path, finalizer, text))
    if (causes.length > 0 || finalizer.includes('/')) return causes
    return standardFinalizers.has(finalizer)
      ? []
      : [
          invalidValue(
            at(path, index),
            finalizer,
            'name is neither a standard finalizer name nor is it fully qualified',
          ),
        ]
  })
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion'])

/** Names, labels, annotations, owners and finalizers of a new or changed object. */
export function validateMetadata(
  { metadata }: KubeObject,
  namespaced: boolean,
  checkName: (name: string) => string[],
): Cause[] {
  const causes: Cause[] = []
  const { name, generateName, namespace } = metadata
  if (generateName) {
    const prefix = generateName.replace(/-+$/, '') || 'a'
    causes.push(...checkName(prefix).map(text => invalidValue('metadata.generateName', generateName, text)))
  }
  if (!name) causes.push(required('metadata.name', 'name or generateName is required'))
  else causes.push(...checkName(name).map(text => invalidValue('metadata.name', name, text)))
  if (namespaced) {
    if (!namespace) causes.push(required('metadata.namespace'))
    else causes.push(...dnsLabel(namespace).map(text => invalidValue('metadata.namespace', namespace, text)))
  }
  return [
    ...causes,
    ...validateLabels(metadata.labels, 'metadata.labels'),
    ...validateAnnotations(metadata.annotations, 'metadata.annotations'),
    ...validateOwners(metadata as unknown as JsonObject, 'metadata'),
    ...validateFinalizers(metadata.finalizers, 'metadata.finalizers'),
  ]
}

const immutable = 'field is immutable'

/** What may not change in metadata from one version of an object to the next. */
export function validateMetadataUpdate({ metadata }: KubeObject, { metadata: old }: KubeObject): Cause[] {
  const causes: Cause[] = []
  if (metadata.name !== old.name) causes.push(invalidValue('metadata.name', metadata.name, immutable))
  if (metadata.namespace !== old.namespace) {
    causes.push(invalidValue('metadata.namespace', metadata.namespace, immutable))
  }
  if (metadata.uid !== old.uid) causes.push(invalidValue('metadata.uid', metadata.uid, immutable))
  if (metadata.deletionTimestamp !== old.deletionTimestamp) {
    causes.push(invalidValue('metadata.deletionTimestamp', metadata.deletionTimestamp, immutable))
  }
  if (old.deletionTimestamp) {
    const added = (metadata.finalizers ?? []).filter(finalizer => !old.finalizers?.includes(finalizer))
    if (added.length > 0) {
      const text = `no new finalizers can be added if the object is being deleted, found new finalizers []string{${added.map(name => JSON.stringify(name)).join(', ')}}`
      causes.push(forbidden('metadata.finalizers', text))
    }
  }
  return causes
}
