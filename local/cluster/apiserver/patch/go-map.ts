import { isObject } from '../object.ts'

/** Data the way the API's messages show a decoded patch: `map[spec:map[replicas:1]]`, `[a b]`. */
export function goMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`
  if (!isObject(value)) return value === null ? '<nil>' : String(value)
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return `map[${entries.map(([key, field]) => `${key}:${goMap(field)}`).join(' ')}]`
}
