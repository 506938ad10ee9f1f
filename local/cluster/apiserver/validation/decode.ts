import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import { badRequest } from '../http/status.ts'
import { isObject, type JsonObject, type KubeObject } from '../object.ts'
import { schemas } from '../openapi/schemas.ts'
import { goTypeMismatch } from './go-type.ts'
import { omitZero } from './omit-zero.ts'

/** What to do with fields that the schema does not know. */
export type FieldValidation = 'Strict' | 'Warn' | 'Ignore'

export interface Decoded {
  object: KubeObject
  warnings: string[]
}

const quantityPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+|[numkMGTPE]|[KMGTPE]i)?$/

/**
 * A published schema as ajv checks it: an object knows only its properties, and what is required is left to the
 * semantic rules, whose messages are the API's.
 */
function checkable(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(checkable)
  if (!isObject(schema)) return schema
  const { oneOf, format } = schema
  if (Array.isArray(oneOf)) {
    const isQuantity = format !== 'int-or-string'
    return { type: oneOf.map(part => (part as JsonObject).type), ...(isQuantity ? { format: 'quantity' } : {}) }
  }
  const out: JsonObject = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') {
      out.properties = Object.fromEntries(Object.entries(value as JsonObject).map(([k, v]) => [k, checkable(v)]))
      out.additionalProperties = false
    } else if (['type', '$ref', 'format'].includes(key)) out[key] = value
    else if (['items', 'additionalProperties', 'allOf'].includes(key)) out[key] = checkable(value)
  }
  return out
}

const int = (bits: number) => ({
  type: 'number' as const,
  validate: (value: number) => Number.isInteger(value) && Math.abs(value) <= 2 ** (bits - 1),
})

function makeAjv(): Ajv {
  const ajv = new Ajv({
    allErrors: true,
    strict: false,
    allowUnionTypes: true,
    messages: false,
    // Each schema becomes one function, as it is: that halves the time that the first object of a kind waits.
    inlineRefs: false,
    code: { optimize: false },
  })
  ajv.addFormat('int32', int(32))
  ajv.addFormat('int64', int(64))
  ajv.addFormat('byte', /^[A-Za-z0-9+/\s]*={0,2}\s*$/)
  ajv.addFormat('date-time', value => /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value)))
  ajv.addFormat('quantity', value => quantityPattern.test(value))
  ajv.addSchema({
    $id: 'kubernetes',
    components: { schemas: Object.fromEntries(Object.entries(schemas).map(([k, v]) => [k, checkable(v)])) },
  })
  return ajv
}

let ajv: Ajv | undefined
const validators = new Map<string, ValidateFunction>()

function validatorOf(schemaName: string): ValidateFunction {
  let validate = validators.get(schemaName)
  if (!validate) {
    ajv ??= makeAjv()
    validate = ajv.compile({ $ref: `kubernetes#/components/schemas/${schemaName}` })
    validators.set(schemaName, validate)
  }
  return validate
}

/** Fields that are null count as absent, as they do in the API's own decoder. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls)
  if (!isObject(value)) return value
  const out: JsonObject = {}
  for (const [key, field] of Object.entries(value)) if (field !== null) out[key] = withoutNulls(field)
  return out
}

const segments = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map(part => part.replaceAll('~1', '/').replaceAll('~0', '~'))

const fieldPath = (path: string[]) =>
  path.reduce((text, part) => (/^\d+$/.test(part) ? `${text}[${part}]` : text ? `${text}.${part}` : part), '')

/** Those of the paths that the value has, in the order in which it was written. */
function inDocumentOrder(value: unknown, paths: Set<string>, at: string[] = []): string[] {
  if (paths.has(fieldPath(at))) return [fieldPath(at)]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => inDocumentOrder(inner, paths, [...at, key]))
}

function dropField(root: JsonObject, path: string[], field: string): void {
  let at: unknown = root
  for (const part of path) at = (at as JsonObject)[part]
  if (isObject(at)) delete at[field]
}

function mismatch(errors: ErrorObject[], schemaName: string, body: JsonObject): string | undefined {
  const error = errors.find(({ keyword }) => keyword !== 'additionalProperties')
  return error && goTypeMismatch(schemaName, segments(error.instancePath), body, error.keyword === 'format')
}

/**
 * Checks a request body against the published schema of its kind.
 * Throws 400 for a value of the wrong type, and in Strict mode for a field that does not exist; otherwise such a
 * field is dropped, and named in a warning in Warn mode. `duplicates` are keys that stood twice in the body's text.
 */
export function decode(
  schemaName: string,
  kind: string,
  body: unknown,
  mode: FieldValidation,
  duplicates: string[] = [],
): Decoded {
  const object = withoutNulls(body) as KubeObject
  const validate = validatorOf(schemaName)
  const valid: boolean = validate(object)
  const errors = valid ? [] : (validate.errors ?? [])
  const version = object.apiVersion?.split('/').pop() ?? ''
  const refused = `${kind} in version "${version}" cannot be handled as a ${kind}: `
  const wrong = mismatch(errors, schemaName, object)
  if (wrong) throw badRequest(refused + wrong)
  const unknown = errors.map(({ instancePath, params }) => [
    ...segments(instancePath),
    String(params.additionalProperty),
  ])
  const found = [
    ...duplicates.map(path => `duplicate field "${path}"`),
    ...inDocumentOrder(object, new Set(unknown.map(fieldPath))).map(path => `unknown field "${path}"`),
  ]
  for (const path of unknown) dropField(object, path.slice(0, -1), path.at(-1) ?? '')
  omitZero(object, schemaName)
  if (mode === 'Strict' && found.length > 0) throw badRequest(`${refused}strict decoding error: ${found.join(', ')}`)
  return { object, warnings: mode === 'Warn' ? found : [] }
}
