import { StatusError } from '../http/status.ts'
import { isObject, type JsonObject, sameJson } from '../object.ts'
import { itemsOf, propertyOf } from '../openapi/schemas.ts'
import { orderElements } from './element-order.ts'
import { goMap } from './go-map.ts'

/** The API server answers a patch that breaks the rules of directives with 500. */
const badPatch = (message: string) => StatusError.of(500, '', message)

const SET_ORDER = '$setElementOrder/'
const DELETE_FROM = '$deleteFromPrimitiveList/'

interface ListMeta {
  merges: boolean
  mergeKey: string | undefined
  items: JsonObject
}

function listMeta(schema: JsonObject, field: string): ListMeta {
  const property = propertyOf(schema, field) ?? {}
  const strategies = String(property['x-kubernetes-patch-strategy'] ?? '').split(',')
  const mergeKey = property['x-kubernetes-patch-merge-key']
  return {
    merges: strategies.includes('merge'),
    mergeKey: typeof mergeKey === 'string' ? mergeKey : undefined,
    items: itemsOf(property),
  }
}

const mapStrategy = (schema: JsonObject, field: string) =>
  String(propertyOf(schema, field)?.['x-kubernetes-patch-strategy'] ?? '').split(',')

/** What a patch adds where nothing stood: its values without nulls and directives. */
function added(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.filter(item => !(isObject(item) && '$patch' in item)).map(added)
  }
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const [key, field] of Object.entries(value)) {
    if (field === null || key.startsWith('$')) continue
    out[key] = added(field)
  }
  return out
}

/**
 * Applies a strategic merge patch: maps merge, lists merge by the key that the schema declares or are replaced,
 * and the directives $patch, $retainKeys, $setElementOrder and $deleteFromPrimitiveList are followed.
 * Neither argument is changed. Throws 500 when an element lacks its merge key or a directive is unknown.
 */
export function strategicMerge(original: JsonObject, patch: JsonObject, schema: JsonObject): JsonObject {
  const { $patch: directive, $retainKeys: retained, ...fields } = patch
  if (directive === 'replace') return added(fields) as JsonObject
  if (directive === 'delete') return {}
  if (directive !== undefined && directive !== 'merge')
    throw badPatch(`unknown patch type: ${directive} in map: ${goMap(patch)}`)

  const result: JsonObject = { ...original }
  if (Array.isArray(retained)) {
    for (const key of Object.keys(result)) if (!retained.includes(key)) delete result[key]
  }
  const ordered = new Set(
    Object.keys(fields).flatMap(key => (key.startsWith(SET_ORDER) ? [key.slice(SET_ORDER.length)] : [])),
  )
  for (const field of ordered) mergeOrdered(result, original, fields, field, schema)
  for (const [key, value] of Object.entries(fields)) {
    if (key.startsWith(SET_ORDER) || ordered.has(key)) continue
    if (key.startsWith(DELETE_FROM)) deleteFromPrimitives(result, key.slice(DELETE_FROM.length), value)
    else mergeField(result, key, value, schema)
  }
  return result
}

function mergeField(result: JsonObject, key: string, value: unknown, schema: JsonObject): void {
  const present = result[key]
  if (value === null) delete result[key]
  else if (Array.isArray(value))
    result[key] = mergeList(Array.isArray(present) ? present : [], value, listMeta(schema, key))
  else if (isObject(value) && isObject(present)) {
    result[key] = mapStrategy(schema, key).includes('replace')
      ? added(value)
      : strategicMerge(present, value, propertyOf(schema, key) ?? {})
  } else result[key] = added(value)
}

function mergeOrdered(result: JsonObject, original: JsonObject, patch: JsonObject, field: string, schema: JsonObject) {
  const order = patch[SET_ORDER + field]
  if (!Array.isArray(order)) throw badPatch(`${SET_ORDER}${field} must be a list`)
  const meta = listMeta(schema, field)
  const before = Array.isArray(original[field]) ? (original[field] as unknown[]) : undefined
  const change = patch[field]
  if (!before && !Array.isArray(change)) {
    if (change === null) delete result[field]
    return
  }
  if (change === null) {
    delete result[field]
    return
  }
  const removal = patch[DELETE_FROM + field]
  const kept = Array.isArray(removal) ? (before ?? []).filter(item => !removal.includes(item)) : (before ?? [])
  const merged = Array.isArray(change) ? mergeList(kept, change, meta) : kept
  result[field] = meta.merges ? orderElements(merged, order, before ?? [], meta.mergeKey) : merged
}

function deleteFromPrimitives(result: JsonObject, field: string, values: unknown): void {
  const present = result[field]
  if (Array.isArray(present) && Array.isArray(values)) result[field] = present.filter(item => !values.includes(item))
}

function mergeList(original: unknown[], patch: unknown[], meta: ListMeta): unknown[] {
  if (!meta.merges) return added(patch) as unknown[]
  const { mergeKey } = meta
  if (!mergeKey || !patch.every(isObject)) {
    const merged = [...original, ...patch.filter(item => !original.some(present => sameJson(present, item)))]
    return orderElements(merged, patch, original, undefined)
  }
  const plain = patch.filter(item => !('$patch' in item) || item.$patch === 'merge')
  const special = patch.filter(item => !plain.includes(item))
  if (special.some(item => item.$patch === 'replace')) return added(plain) as unknown[]
  let merged = original.filter(isObject)
  for (const { $patch: directive, ...element } of special) {
    if (directive !== 'delete') throw badPatch(`unknown patch type: ${directive}`)
    if (!(mergeKey in element)) {
      throw badPatch(`delete patch type with no merge key defined: ${JSON.stringify(element)} lacks ${mergeKey}`)
    }
    merged = merged.filter(item => !sameJson(item[mergeKey], element[mergeKey]))
  }
  for (const element of plain) {
    if (!(mergeKey in element)) {
      throw badPatch(`map: ${goMap(element)} does not contain declared merge key: ${mergeKey}`)
    }
    const at = merged.findIndex(item => sameJson(item[mergeKey], element[mergeKey]))
    const present = merged[at]
    if (present) merged = merged.with(at, strategicMerge(present, element, meta.items))
    else merged = [...merged, added(element) as JsonObject]
  }
  return orderElements(merged, plain, original, mergeKey)
}
