import { isObject, type JsonObject } from '../object.ts'
import published from './schemas.json' with { type: 'json' }

const prefix = '#/components/schemas/'

/** The published OpenAPI v3 schemas of a real API server, without descriptions; made by refresh.mjs. */
export const schemas: Record<string, JsonObject> = published as Record<string, JsonObject>

/** The name of the schema that this one refers to, directly or as its only `allOf` part. */
export function referenceOf(schema: JsonObject | undefined): string | undefined {
  const ref = schema?.$ref
  if (typeof ref === 'string' && ref.startsWith(prefix)) return ref.slice(prefix.length)
  const parts = schema?.allOf
  if (Array.isArray(parts) && parts.length === 1 && isObject(parts[0])) return referenceOf(parts[0])
  return undefined
}

/** Follows references to the schema that holds properties, items or a type. */
export function resolve(schema: JsonObject | undefined): JsonObject {
  const name = referenceOf(schema)
  return name ? resolve(schemas[name]) : (schema ?? {})
}

/** The schema of a property as it is declared (with its x-kubernetes extensions), not resolved. */
export function propertyOf(schema: JsonObject, name: string): JsonObject | undefined {
  const { properties, additionalProperties } = resolve(schema)
  if (isObject(properties) && Object.hasOwn(properties, name) && isObject(properties[name])) return properties[name]
  return isObject(additionalProperties) ? additionalProperties : undefined
}

export const itemsOf = (schema: JsonObject): JsonObject => {
  const { items } = resolve(schema)
  return isObject(items) ? items : {}
}

/** All schemas that these ones reach, for a document that holds nothing else. */
export function reachable(names: Iterable<string>): Record<string, JsonObject> {
  const found: Record<string, JsonObject> = {}
  const visit = (name: string) => {
    const schema = schemas[name]
    if (!schema || found[name]) return
    found[name] = schema
    for (const [, next] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) visit(next ?? '')
  }
  for (const name of names) visit(name)
  return found
}
