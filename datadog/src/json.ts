export type Json = string | number | boolean | null | Json[] | JsonObject
export interface JsonObject {
  [key: string]: Json
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The same value with each text in it replaced; keys stay. */
export function mapTexts(value: Json, replace: (text: string) => string): Json {
  if (typeof value === 'string') return replace(value)
  if (Array.isArray(value)) return value.map(each => mapTexts(each, replace))
  if (isObject(value)) return mapObject(value, replace)
  return value
}

export function mapObject(value: JsonObject, replace: (text: string) => string): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, mapTexts(each, replace)]))
}
