import jsonPatch, { type Operation } from 'fast-json-patch'
import { badRequest, StatusError } from '../http/status.ts'
import { isObject, type JsonObject } from '../object.ts'
import { mergePatch } from './merge.ts'
import { strategicMerge } from './strategic.ts'

export const patchTypes = [
  'application/json-patch+json',
  'application/merge-patch+json',
  'application/strategic-merge-patch+json',
] as const

export type PatchType = (typeof patchTypes)[number]

/** Reads a Content-Type; throws 415 for a patch type that is not served. */
export function patchTypeOf(contentType: string | undefined): PatchType {
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase()
  const found = patchTypes.find(known => known === type)
  if (!found) {
    throw StatusError.of(415, 'UnsupportedMediaType', '415: Unsupported Media Type', {})
  }
  return found
}

/** A patch that is well formed but cannot be applied, such as one with a failed `test`. */
const unprocessable = () =>
  StatusError.of(422, 'Invalid', 'the server rejected our request due to an error in our request', {})

/** Whether the place that a pointer names has an object around it, so that a missing key can be set there. */
function isKeyOfObject(document: JsonObject, path: string): boolean {
  try {
    return isObject(jsonPatch.getValueByPointer(document, path.slice(0, path.lastIndexOf('/'))))
  } catch {
    return false // a step of the pointer is missing, so there is nothing around it
  }
}

/** Whether a pointer leads anywhere; what is absent passes a `test` for null. */
function hasValue(document: JsonObject, path: string): boolean {
  try {
    return (jsonPatch.getValueByPointer(document, path) ?? null) !== null
  } catch {
    return false // a step of the pointer is missing
  }
}

function applyOperation(document: JsonObject, operation: Operation, index: number): JsonObject {
  const { op, path } = operation
  if (op === 'test' && operation.value === null && !hasValue(document, path)) return document
  // The API server's own library lets `replace` set a key that is missing from an object.
  const lenient =
    operation.op === 'replace' && isKeyOfObject(document, operation.path)
      ? { op: 'add' as const, path: operation.path, value: operation.value }
      : operation
  try {
    return jsonPatch.applyOperation(document, lenient, true, true, true, index).newDocument
  } catch (error) {
    if (error instanceof jsonPatch.JsonPatchError) throw unprocessable()
    throw error
  }
}

function applyJsonPatch(object: JsonObject, patch: unknown): JsonObject {
  if (!Array.isArray(patch) || !patch.every(isObject)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${isObject(patch) ? 'object' : typeof patch} into Go value of type []handlers.jsonPatchOp`,
    )
  }
  const result = (patch as unknown as Operation[]).reduce(applyOperation, structuredClone(object))
  if (!isObject(result)) throw unprocessable()
  return result
}

/** Applies a patch of any served type to an object; `schema` declares the merge keys for strategic merge. */
export function applyPatch(type: PatchType, object: JsonObject, patch: unknown, schema: JsonObject): JsonObject {
  if (type === 'application/json-patch+json') return applyJsonPatch(object, patch)
  if (!isObject(patch)) {
    const found = Array.isArray(patch) ? 'array' : typeof patch
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    )
  }
  return type === 'application/merge-patch+json'
    ? (mergePatch(object, patch) as JsonObject)
    : strategicMerge(object, patch, schema)
}
