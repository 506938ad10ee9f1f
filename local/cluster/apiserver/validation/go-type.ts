import { isObject, type JsonObject } from '../object.ts'
import { itemsOf, propertyOf, referenceOf, resolve, schemas } from '../openapi/schemas.ts'

const shortName = (schemaName: string) => schemaName.split('.').slice(-2).join('.')

/** The type that the API's own decoder names for a schema, such as `int32` or `[]v1.Container`. */
export function goType(schema: JsonObject): string {
  const reference = referenceOf(schema)
  if (reference) return shortName(reference)
  const { type, format, items, additionalProperties } = schema
  if (type === 'array') return `[]${goType(isObject(items) ? items : {})}`
  if (type === 'integer') return format === 'int64' ? 'int64' : 'int32'
  if (type === 'boolean') return 'bool'
  if (type === 'number') return 'float64'
  if (isObject(additionalProperties)) return `map[string]${goType(additionalProperties)}`
  if (format === 'byte') return '[]uint8'
  return String(type ?? 'object')
}

const jsonType = (value: unknown) =>
  Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : (typeof value as string)

/**
 * The decoder's sentence for a value of the wrong type or shape: the innermost struct, the path of field names
 * without indices, what was found and what is wanted.
 */
export function goTypeMismatch(schemaName: string, path: string[], body: JsonObject, isFormat: boolean): string {
  let schema: JsonObject = { $ref: `#/components/schemas/${schemaName}` }
  let value: unknown = body
  let struct = schemaName
  const fields: string[] = []
  for (const part of path) {
    const name = referenceOf(schema)
    const resolved = resolve(schema)
    if (resolved.type === 'array') schema = itemsOf(schema)
    else {
      if (name && isObject(schemas[name]?.properties)) struct = name
      if (isObject(resolved.properties)) fields.push(part)
      schema = propertyOf(schema, part) ?? {}
    }
    value = (value as JsonObject)[part]
  }
  const wanted = goType(schema)
  if (isFormat) {
    if (wanted.endsWith('Quantity')) {
      return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
    }
    if (wanted.endsWith('Time'))
      return `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05Z07:00": cannot parse`
    if (wanted === '[]uint8') return 'illegal base64 data at input byte 0'
    return `json: cannot unmarshal number ${value} into Go struct field ${where(struct, fields)} of type ${wanted}`
  }
  const shown = typeof value === 'number' && wanted.startsWith('int') ? `number ${value}` : jsonType(value)
  return `json: cannot unmarshal ${shown} into Go struct field ${where(struct, fields)} of type ${wanted}`
}

const where = (struct: string, fields: string[]) => `${struct.split('.').pop()}.${fields.join('.')}`
