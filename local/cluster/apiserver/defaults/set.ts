import { isObject, type JsonObject } from '../object.ts'
import { canonicalQuantity } from '../quantity/quantity.ts'

/** Sets a field that is absent. */
export function setDefault(object: JsonObject, field: string, value: unknown): void {
  if (object[field] === undefined) object[field] = value
}

/** Sets a field that is absent, empty or zero, where the API makes no difference between them. */
export function setDefaultIfZero(object: JsonObject, field: string, value: unknown): void {
  const present = object[field]
  if (present === undefined || present === '' || present === 0) object[field] = value
}

/** The object under a field, made when it is absent, so that defaults can be set in it. */
export function ensureObject(object: JsonObject, field: string): JsonObject {
  const present = object[field]
  if (isObject(present)) return present
  const made: JsonObject = {}
  object[field] = made
  return made
}

/** Rewrites a ResourceList's quantities in the form the API stores. */
export function canonicalResources(list: unknown): void {
  if (!isObject(list)) return
  for (const [name, value] of Object.entries(list)) list[name] = canonicalQuantity(value)
}
