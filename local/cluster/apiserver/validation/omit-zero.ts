import { isObject, type JsonObject } from '../object.ts'
import { fieldsByName } from '../protobuf/layout.ts'

const isEmptyList = (value: unknown) => Array.isArray(value) && value.length === 0
const isEmptyMap = (value: unknown) => isObject(value) && Object.keys(value).length === 0

function isOmitted(value: unknown, type: string): boolean {
  if (type.startsWith('*')) return false
  if (type.startsWith('[]')) return isEmptyList(value)
  if (type.startsWith('{}')) return isEmptyMap(value)
  return value === '' || value === 0 || value === false
}

/**
 * Removes, in place, what the API does not show when it is zero (an empty string, list or map, 0, false), so that
 * an object reads the same however it was written. Fields that may be absent keep their zero: it was set.
 */
export function omitZero(object: JsonObject, message: string): void {
  const fields = fieldsByName(message)
  if (!fields) return
  for (const [name, value] of Object.entries(object)) {
    const [, type = '', always] = fields.get(name) ?? []
    if (!type) continue
    if (!always && isOmitted(value, type)) {
      delete object[name]
      continue
    }
    const inner = type.replace(/^(\*|\[\]|\{\})*/, '')
    const values = type.startsWith('[]')
      ? (value as unknown[])
      : type.startsWith('{}')
        ? Object.values(value as object)
        : [value]
    for (const each of values) if (isObject(each)) omitZero(each, inner)
  }
}
