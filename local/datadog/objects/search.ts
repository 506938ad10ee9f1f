import peggy from 'peggy'
import { QueryError } from '../query/error.ts'

/** A search of monitors, SLOs, tests or the scope of a downtime: `status:alert tag:"team:chat" (a OR -b)`. */
export type ObjectSearch =
  | { operator: 'all' }
  | { operator: 'and' | 'or'; of: readonly ObjectSearch[] }
  | { operator: 'not'; of: ObjectSearch }
  /** A word without a field has `field: null`. */
  | { operator: 'term'; field: string | null; value: string }

const parser = peggy.generate(String.raw`
Search = _ search:Or? _ { return search ?? { operator: "all" } }
Or = first:And rest:(_ ("OR" / "||") __ next:And { return next })*
  { return rest.length === 0 ? first : { operator: "or", of: [first, ...rest] } }
And = first:Not rest:(_ (("AND" / "&&") __)? !Word next:Not { return next })*
  { return rest.length === 0 ? first : { operator: "and", of: [first, ...rest] } }
Not
  = ("NOT" __ / "-" / "!") of:Not { return { operator: "not", of } }
  / "(" _ inner:Or _ ")" { return inner }
  / Term
Term
  = field:Field ":" "(" _ first:Value rest:(_ ("OR" __)? value:Value { return value })* _ ")"
    { return { operator: "or", of: [first, ...rest].map(value => ({ operator: "term", field, value })) } }
  / field:Field ":" value:Value { return { operator: "term", field, value } }
  / value:Value { return { operator: "term", field: null, value } }
Word = ("OR" / "||") (__ / !.)
Field "a field" = $[A-Za-z0-9_@./-]+
Value "a value" = '"' text:$[^"]* '"' { return text } / $[^ \t\r\n()"]+
_ = [ \t\r\n]*
__ = [ \t\r\n]+
`)

/** Throws QueryError naming the place. */
export function parseObjectSearch(query: string): ObjectSearch {
  try {
    return parser.parse(query)
  } catch (error) {
    if (!(error instanceof parser.SyntaxError)) throw error
    throw new QueryError(`Query parsing error: ${error.message} (at character ${error.location.start.offset + 1})`)
  }
}

export function matches(search: ObjectSearch, term: (field: string | null, value: string) => boolean): boolean {
  switch (search.operator) {
    case 'all':
      return true
    case 'and':
      return search.of.every(each => matches(each, term))
    case 'or':
      return search.of.some(each => matches(each, term))
    case 'not':
      return !matches(search.of, term)
    case 'term':
      return term(search.field, search.value)
  }
}

/** Whether any value stands without a field. */
export function hasBareWord(search: ObjectSearch): boolean {
  switch (search.operator) {
    case 'all':
      return false
    case 'and':
    case 'or':
      return search.of.some(hasBareWord)
    case 'not':
      return hasBareWord(search.of)
    case 'term':
      return search.field === null
  }
}

/** Without regard to case; `*` stands for any text. */
export function like(text: string, pattern: string): boolean {
  const parts = pattern.toLowerCase().split('*')
  if (parts.length === 1) return text.toLowerCase() === parts[0]
  const escaped = parts.map(part => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('.*')}$`, 's').test(text.toLowerCase())
}

/** Without regard to case, anywhere in the text. */
export function contains(text: string, word: string): boolean {
  return like(text, `*${word}*`)
}

/** How often each value occurs, the most frequent first. */
export function counted<T extends string | number | boolean>(values: Iterable<T>): { name: T; count: number }[] {
  const counts = new Map<T, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].map(([name, count]) => ({ name, count })).sort((a, b) => b.count - a.count)
}
