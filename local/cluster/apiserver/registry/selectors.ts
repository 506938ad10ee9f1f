import { badRequest } from '../http/status.ts'
import type { JsonObject } from '../object.ts'

type Operator = 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt'

export interface Requirement {
  key: string
  operator: Operator
  values: string[]
}

/** Splits at commas that stand outside parentheses. */
function splitTerms(selector: string): string[] {
  const terms: string[] = []
  let depth = 0
  let term = ''
  for (const char of selector) {
    if (char === '(') depth++
    if (char === ')') depth--
    if (char === ',' && depth === 0) {
      terms.push(term)
      term = ''
    } else term += char
  }
  terms.push(term)
  return terms.map(text => text.trim())
}

const keyPattern = /^([A-Za-z0-9.-]+\/)?[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?$/
const valuePattern = /^([A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9])?)?$/

/** Says what stands where an operator is wanted; anything else that is malformed is shown as a whole. */
function malformed(term: string) {
  const value = /^\S+?\s*(?:=|==|!=)\s*\S+\s+(\S+)/.exec(term)?.[1]
  if (value) return badRequest(`found '${value.replace(/[^\w.-].*$/, '')}', expected: ',' or 'end of string'`)
  const noList = /^\S+\s+(?:in|notin)\s+([^\s(]+)/.exec(term)?.[1]
  if (noList) return badRequest(`unable to parse requirement: found '${noList}' expected: '('`)
  const unexpected = /^\S+\s+([^\s=!<>(]+)/.exec(term)?.[1]
  const found = unexpected ?? term
  return badRequest(`unable to parse requirement: found '${found}', expected: in, notin, =, ==, !=, gt, lt`)
}

function requirement(term: string): Requirement {
  const set = term.match(/^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/)
  const equality = term.match(/^([^\s=!<>]+)\s*(==|=|!=|<|>)\s*([^\s=!<>]*)$/)
  const existence = term.match(/^(!?)\s*([^\s=!<>]+)$/)
  let parsed: Requirement | undefined
  if (set) {
    const values = (set[3] ?? '').split(',').map(value => value.trim())
    parsed = { key: set[1] ?? '', operator: set[2] as Operator, values }
  } else if (equality) {
    const operator = { '=': 'in', '==': 'in', '!=': 'notin', '>': 'gt', '<': 'lt' }[equality[2] ?? '='] as Operator
    parsed = { key: equality[1] ?? '', operator, values: [equality[3] ?? ''] }
  } else if (existence) {
    parsed = { key: existence[2] ?? '', operator: existence[1] ? '!' : 'exists', values: [] }
  }
  if (!parsed || !keyPattern.test(parsed.key) || !parsed.values.every(value => valuePattern.test(value))) {
    throw malformed(term)
  }
  return parsed
}

/** Parses a labelSelector query parameter; throws 400 when it is malformed. */
export function parseLabelSelector(selector: string | null): Requirement[] {
  if (!selector?.trim()) return []
  return splitTerms(selector).map(requirement)
}

export function matchesLabels(requirements: Requirement[], labels: Record<string, string> | undefined): boolean {
  return requirements.every(({ key, operator, values }) => {
    const value = labels && Object.hasOwn(labels, key) ? labels[key] : undefined
    switch (operator) {
      case 'in':
        return value !== undefined && values.includes(value)
      case 'notin':
        return value === undefined || !values.includes(value)
      case 'exists':
        return value !== undefined
      case '!':
        return value === undefined
      case 'gt':
        return value !== undefined && Number(value) > Number(values[0])
      case 'lt':
        return value !== undefined && Number(value) < Number(values[0])
    }
    return false
  })
}

export interface FieldTerm {
  field: string
  equal: boolean
  value: string
}

/** A kind that can be selected by its name alone says so; others only refuse the field. */
function unknownField(field: string, supported: ReadonlySet<string>) {
  const own = [...supported].some(name => !name.startsWith('metadata.'))
  return badRequest(
    own
      ? `field label not supported: ${field}`
      : `${JSON.stringify(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`,
  )
}

/** Parses a fieldSelector; throws 400 for a malformed term or a field that the resource cannot be selected by. */
export function parseFieldSelector(selector: string | null, supported: ReadonlySet<string>): FieldTerm[] {
  if (!selector?.trim()) return []
  return selector.split(',').map(term => {
    const parsed = term.match(/^\s*([^=!]+?)\s*(!=|==|=)(.*)$/)
    if (!parsed) throw badRequest(`invalid selector: '${selector}'; can't understand '${term}'`)
    const [, field = '', operator, value = ''] = parsed
    if (!supported.has(field)) throw unknownField(field, supported)
    return { field, equal: operator !== '!=', value: value.trim() }
  })
}

export const matchesFields = (terms: FieldTerm[], fields: Record<string, string>): boolean =>
  terms.every(({ field, equal, value }) => ((fields[field] ?? '') === value) === equal)

/** Turns a LabelSelector object (matchLabels, matchExpressions) into requirements. */
export function requirementsOf(selector: JsonObject | undefined): Requirement[] {
  const labels = Object.entries((selector?.matchLabels ?? {}) as Record<string, string>)
  const expressions = (selector?.matchExpressions ?? []) as { key: string; operator: string; values?: string[] }[]
  const operators: Record<string, Operator> = { In: 'in', NotIn: 'notin', Exists: 'exists', DoesNotExist: '!' }
  return [
    ...labels.map(([key, value]): Requirement => ({ key, operator: 'in', values: [value] })),
    ...expressions.map(
      ({ key, operator, values }): Requirement => ({
        key,
        operator: operators[operator] ?? 'in',
        values: values ?? [],
      }),
    ),
  ]
}

/** Writes a LabelSelector object the way tables and Scale show it; `<none>` for an empty one is the caller's. */
export function formatSelector(selector: JsonObject | undefined): string {
  const parts = requirementsOf(selector).map(({ key, operator, values }) => {
    if (operator === 'exists') return key
    if (operator === '!') return `!${key}`
    if (operator === 'in' && values.length === 1 && labelIs(selector, key)) return `${key}=${values[0]}`
    return `${key} ${operator} (${[...values].sort().join(',')})`
  })
  return parts.sort().join(',')
}

const labelIs = (selector: JsonObject | undefined, key: string) =>
  Object.hasOwn((selector?.matchLabels ?? {}) as object, key)
