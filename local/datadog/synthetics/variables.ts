import { randomInt, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { jsonPath } from './assertions.ts'
import type { HttpResponse } from './request.ts'

export type Variables = ReadonlyMap<string, string>

export const configVariableSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  pattern: z.string().optional(),
})

export const extractionSchema = z.looseObject({
  name: z.string(),
  type: z.enum(['http_body', 'http_header', 'http_status_code']),
  /** Of a header. */
  field: z.string().optional(),
  parser: z.looseObject({ type: z.enum(['raw', 'json_path', 'regex']), value: z.string().optional() }),
})

export type Extraction = z.output<typeof extractionSchema>

const characters = (from: string, length: number): string =>
  Array.from({ length }, () => from[randomInt(from.length)]).join('')
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const DIGITS = '0123456789'

/** Made anew for each run: `{{ uuid }}`, `{{ numeric(4) }}`, `{{ timestamp(0, s) }}` … */
function builtIn(expression: string, now: number): string | undefined {
  const [, name, first = '', second = ''] = /^(\w+)(?:\(\s*(-?\d+)?\s*(?:,\s*(\w+))?\s*\))?$/.exec(expression) ?? []
  switch (name) {
    case 'uuid':
      return randomUUID()
    case 'numeric':
      return characters(DIGITS, Number(first))
    case 'alphabetic':
      return characters(LETTERS, Number(first))
    case 'alphanumeric':
      return characters(LETTERS + DIGITS, Number(first))
    case 'timestamp':
      return String(second === 'ms' ? now + Number(first) : Math.floor(now / 1000) + Number(first))
    default:
      return undefined
  }
}

/** Every `{{ NAME }}` in every text of a value replaced; names that nothing has stay as they are. */
export function replaced<T>(value: T, variables: Variables, now: number): T {
  if (typeof value === 'string') {
    return value.replace(
      /\{\{\s*([^{}]+?)\s*\}\}/g,
      (written, name: string) => variables.get(name) ?? builtIn(name, now) ?? written,
    ) as T
  }
  if (Array.isArray(value)) return value.map(each => replaced(each, variables, now)) as T
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, replaced(each, variables, now)])) as T
}

/** The value that a step takes out of its answer for those after it; undefined when it is not there. */
export function extract({ type, field, parser }: Extraction, response: HttpResponse): string | undefined {
  const source =
    type === 'http_body'
      ? response.body
      : type === 'http_status_code'
        ? String(response.status)
        : response.headers[(field ?? '').toLowerCase()]
  if (source === undefined || parser.type === 'raw') return source
  const pattern = parser.value ?? ''
  if (parser.type === 'regex') {
    const match = new RegExp(pattern).exec(source)
    return match?.[1] ?? match?.[0]
  }
  const found = jsonPath(source, pattern)?.[0]
  if (found === undefined) return undefined
  return typeof found === 'string' ? found : JSON.stringify(found)
}
