import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'

/** Where a file is wrong. Line and column count from 1. */
export interface FileProblem {
  file: string
  line: number
  column: number
  /** Path of the field, e.g. `promises[0].withinSeconds`; empty for the document itself. */
  field: string
  message: string
}

/** `at` gives the place of a field, for what is found wrong only later, beside other files. */
export type ReadYaml<T> =
  | { value: T; at: (path: PropertyKey[], message: string) => FileProblem }
  | { problems: FileProblem[] }

export const describeProblem = (problem: FileProblem): string =>
  `${problem.file}:${problem.line}:${problem.column}: ${problem.field ? `${problem.field} ` : ''}${problem.message}`

/** Reads one YAML document against a schema; every problem is named with its place, not only the first. */
export function readYaml<T>(file: string, text: string, schema: z.ZodType<T>): ReadYaml<T> {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, uniqueKeys: true })
  const place = (offset: number) => {
    const { line, col } = counter.linePos(offset)
    return { file, line: Math.max(1, line), column: Math.max(1, col) }
  }
  if (document.errors.length > 0) {
    return {
      problems: document.errors.map(error => ({
        ...place(error.pos[0]),
        field: '',
        message: error.message.split('\n')[0] ?? error.message,
      })),
    }
  }
  /** The offset of the innermost node that exists on the way to the field. */
  const offsetOf = (path: PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) return node.range[0]
    }
    return document.contents?.range?.[0] ?? 0
  }
  const at = (path: PropertyKey[], message: string): FileProblem => ({
    ...place(offsetOf(path)),
    field: fieldName(path),
    message,
  })
  const parsed = schema.safeParse(document.toJS())
  if (parsed.success) return { value: parsed.data, at }
  return { problems: parsed.error.issues.flatMap(flatten).map(issue => at(issue.path, issue.message)) }
}

interface Issue {
  path: PropertyKey[]
  message: string
}

/** Of a union's alternatives the one that came furthest is what was meant. */
function flatten(issue: z.core.$ZodIssue): Issue[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ path: [...issue.path, key], message: 'is not a known field' }))
  }
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [{ path: issue.path, message: issue.message }]
  const closest = issue.errors.reduce((best, errors) => (score(errors) < score(best) ? errors : best))
  return closest.flatMap(flatten).map(inner => ({ ...inner, path: [...issue.path, ...inner.path] }))
}

/** An alternative whose own key is missing is further away than one whose value is wrong. */
const score = (issues: z.core.$ZodIssue[]): number =>
  issues.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' || issue.path.length <= 1 ? 2 : 1), 0)

function fieldName(path: PropertyKey[]): string {
  return path.reduce<string>(
    (name, part) => (typeof part === 'number' ? `${name}[${part}]` : name ? `${name}.${String(part)}` : String(part)),
    '',
  )
}
