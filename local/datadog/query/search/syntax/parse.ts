import peggy from 'peggy'
import { QueryError } from '../../error.ts'
import type { SearchNode } from './ast.ts'
import { grammar } from './search.peggy.ts'

const parser = peggy.generate(grammar)

/** Longest query taken; the parser's recursion is bounded by it. */
const MAX_LENGTH = 16_384

/** @throws QueryError naming the place and what would be expected there. */
export function parseSearch(text: string): SearchNode {
  if (text.length > MAX_LENGTH) throw new QueryError(`The query is longer than ${MAX_LENGTH} characters.`)
  try {
    return parser.parse(text) as SearchNode
  } catch (error) {
    if (error instanceof parser.SyntaxError) {
      const { offset, column } = error.location.start
      const found = offset < text.length ? `at ${JSON.stringify(text.slice(offset, offset + 20))}` : 'at its end'
      throw new QueryError(`The search query ${JSON.stringify(text)} cannot be read ${found} (column ${column}).`)
    }
    if (error instanceof RangeError) throw new QueryError('The query is nested too deeply.')
    throw error
  }
}
