/** A reference to the object that owns this one. */
export interface OwnerReference {
  apiVersion: string
  kind: string
  name: string
  uid: string
  controller?: boolean
  blockOwnerDeletion?: boolean
}

export interface ObjectMeta {
  name: string
  generateName?: string
  namespace?: string
  uid: string
  resourceVersion: string
  generation?: number
  creationTimestamp: string
  deletionTimestamp?: string
  deletionGracePeriodSeconds?: number
  labels?: Record<string, string>
  annotations?: Record<string, string>
  ownerReferences?: OwnerReference[]
  finalizers?: string[]
  managedFields?: unknown[]
  selfLink?: string
}

/** Any stored API object, as it stands in JSON. */
export interface KubeObject {
  apiVersion: string
  kind: string
  metadata: ObjectMeta
  [field: string]: unknown
}

export type JsonObject = Record<string, unknown>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The nested object under a field, or an empty one; never writes. */
export const fieldObject = (object: JsonObject | undefined, field: string): JsonObject => {
  const value = object?.[field]
  return isObject(value) ? value : {}
}

/** The nested array of objects under a field, or an empty one; never writes. */
export const fieldObjects = (object: JsonObject | undefined, field: string): JsonObject[] => {
  const value = object?.[field]
  return Array.isArray(value) ? value.filter(isObject) : []
}

export const fieldString = (object: JsonObject | undefined, field: string): string => {
  const value = object?.[field]
  return typeof value === 'string' ? value : ''
}

export const fieldNumber = (object: JsonObject | undefined, field: string): number | undefined => {
  const value = object?.[field]
  return typeof value === 'number' ? value : undefined
}

export const clone = <T>(value: T): T => structuredClone(value)

/** Deep equality of JSON values; an absent field and an undefined one are the same. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (Array.isArray(a) || Array.isArray(b)) {
    return Array.isArray(a) && Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]))
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  for (const key of keys) if (!sameJson(a[key], b[key])) return false
  return true
}

/** A time as Kubernetes writes metav1.Time: whole seconds, UTC. */
export const timestamp = (at: Date): string => at.toISOString().replace(/\.\d{3}Z$/, 'Z')
