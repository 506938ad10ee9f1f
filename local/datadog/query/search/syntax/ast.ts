/** A word is parts of literal text and wildcards; a phrase (in quotes) is literal as a whole. */
export type Term = { phrase: string } | { parts: readonly TermPart[] }
/** `*` is any text, `?` one character. */
export type TermPart = string | { wildcard: '*' | '?' }

/** What is searched in: `@name` is an attribute, `name` a reserved attribute or the key of a tag. */
export interface Key {
  name: string
  attribute: boolean
}

export type Comparison = '>' | '>=' | '<' | '<='

/** A search as the syntax writes it. `and` and `or` have at least two parts. */
export type SearchNode =
  | { type: 'all' }
  | { type: 'and'; of: readonly SearchNode[] }
  | { type: 'or'; of: readonly SearchNode[] }
  | { type: 'not'; of: SearchNode }
  | { type: 'text'; term: Term }
  | { type: 'exists'; key: Key }
  | { type: 'match'; key: Key; term: Term }
  | { type: 'compare'; key: Key; operator: Comparison; value: string }
  /** Both bounds included; null is open. */
  | { type: 'range'; key: Key; from: string | null; to: string | null }
