import { createHash } from 'node:crypto'
import { JSONPath } from 'jsonpath-plus'
import { z } from 'zod'
import type { HttpResponse } from './request.ts'

export const assertionSchema = z.looseObject({
  type: z.string(),
  operator: z.string(),
  property: z.string().optional(),
  target: z.unknown().optional(),
})

export type Assertion = z.output<typeof assertionSchema>

export interface AssertionResult {
  type: string
  operator: string
  property?: string
  expected: unknown
  actual: unknown
  valid: boolean
}

const jsonPathTarget = z.looseObject({
  jsonPath: z.string(),
  operator: z.string(),
  targetValue: z.unknown().optional(),
  elementsOperator: z.string().optional(),
})

type Operator = (actual: unknown, expected: unknown) => boolean

const text = (value: unknown): string =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '')
/** Numbers are compared as numbers, whether written as such or as text. */
const equal: Operator = (actual, expected) => text(actual) === text(expected)
const matchesPattern: Operator = (actual, expected) => new RegExp(text(expected)).test(text(actual))
const isMissing = (actual: unknown): boolean => actual === undefined || actual === null

const OPERATORS: Readonly<Record<string, Operator>> = {
  is: equal,
  isNot: (actual, expected) => !equal(actual, expected),
  contains: (actual, expected) => text(actual).includes(text(expected)),
  doesNotContain: (actual, expected) => !text(actual).includes(text(expected)),
  lessThan: (actual, expected) => !isMissing(actual) && Number(actual) < Number(expected),
  lessThanOrEqual: (actual, expected) => !isMissing(actual) && Number(actual) <= Number(expected),
  moreThan: (actual, expected) => !isMissing(actual) && Number(actual) > Number(expected),
  moreThanOrEqual: (actual, expected) => !isMissing(actual) && Number(actual) >= Number(expected),
  matches: matchesPattern,
  doesNotMatch: (actual, expected) => !matchesPattern(actual, expected),
  doesNotExist: isMissing,
  isUndefined: isMissing,
}

const HASHES = ['md5', 'sha1', 'sha256']

/** Why an assertion cannot be judged here, or null. */
export function problemOfAssertion({ type, operator, target }: Assertion): string | null {
  if (type === 'body' && operator === 'validatesJSONPath') {
    const parsed = jsonPathTarget.safeParse(target)
    return parsed.success && parsed.data.operator in OPERATORS ? null : 'its JSON path assertion is not understood'
  }
  if (type === 'bodyHash') return HASHES.includes(operator) ? null : `the hash ${operator} is unknown`
  if (!['statusCode', 'responseTime', 'header', 'body'].includes(type)) return `assertions on ${type} are not judged`
  return operator in OPERATORS ? null : `the operator ${operator} is not judged`
}

export function judge(assertion: Assertion, response: HttpResponse): AssertionResult {
  const { type, operator, property, target } = assertion
  const answer = (actual: unknown, expected: unknown, valid: boolean): AssertionResult => ({
    type,
    operator,
    ...(property !== undefined && { property }),
    expected,
    actual,
    valid,
  })
  if (type === 'bodyHash') {
    const hash = createHash(operator).update(response.body).digest('hex')
    return answer(hash, target, equal(hash, target))
  }
  if (operator === 'validatesJSONPath') {
    const wanted = jsonPathTarget.parse(target)
    const found = jsonPath(response.body, wanted.jsonPath)
    return answer(found, wanted, found !== undefined && judgeElements(found, wanted))
  }
  const actual = subjectOf(assertion, response)
  return answer(actual, target, OPERATORS[operator]?.(actual, target) ?? false)
}

function subjectOf({ type, property }: Assertion, response: HttpResponse): unknown {
  switch (type) {
    case 'statusCode':
      return response.status
    case 'responseTime':
      return response.timings.total
    case 'header':
      return response.headers[(property ?? '').toLowerCase()]
    default:
      return response.body
  }
}

function judgeElements(found: unknown[], wanted: z.output<typeof jsonPathTarget>): boolean {
  const operator = OPERATORS[wanted.operator]
  const holds = (element: unknown): boolean => operator?.(element, wanted.targetValue) ?? false
  switch (wanted.elementsOperator) {
    case 'everyElementMatches':
      return found.length > 0 && found.every(holds)
    case 'atLeastOneElementMatches':
      return found.some(holds)
    case 'serializationMatches':
      return holds(JSON.stringify(found))
    default:
      return holds(found[0])
  }
}

/** What a path finds in a JSON text; undefined when the text is no JSON. */
export function jsonPath(body: string, path: string): unknown[] | undefined {
  let json: object
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  return JSONPath({ path: path.startsWith('$') ? path : `$.${path}`, json, wrap: true, eval: false })
}

/** As the failure of a run says it. */
export function describe({ type, operator, property, expected, actual }: AssertionResult): string {
  const subject = property === undefined ? type : `${type} ${property}`
  return `${subject} ${operator} ${text(expected)}: was ${text(actual).slice(0, 200)}`
}
