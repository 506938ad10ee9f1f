import type { Key, SearchNode, Term } from './ast.ts'

/** Writes a search so that parsing gives the same tree again. */
export function printSearch(node: SearchNode): string {
  switch (node.type) {
    case 'all':
      return '*'
    case 'and':
      return node.of.map(printPart).join(' AND ')
    case 'or':
      return node.of.map(printPart).join(' OR ')
    case 'not':
      return `-${printPart(node.of)}`
    case 'text':
      return printTerm(node.term)
    case 'exists':
      return `${printKey(node.key)}:*`
    case 'match':
      return `${printKey(node.key)}:${printTerm(node.term)}`
    case 'compare':
      return `${printKey(node.key)}:${node.operator}${quote(node.value)}`
    case 'range':
      return `${printKey(node.key)}:[${printBound(node.from)} TO ${printBound(node.to)}]`
  }
}

const printPart = (node: SearchNode): string =>
  node.type === 'and' || node.type === 'or' ? `(${printSearch(node)})` : printSearch(node)

const printKey = (key: Key): string => `${key.attribute ? '@' : ''}${key.name === '*' ? '*' : escapeWord(key.name)}`

const printBound = (bound: string | null): string => (bound === null ? '*' : quote(bound))

const printTerm = (term: Term): string =>
  'phrase' in term
    ? quote(term.phrase)
    : term.parts.map(part => (typeof part === 'string' ? escapeWord(part) : part.wildcard)).join('')

const quote = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** A word that could be read as an operator is no longer one when its first letter is escaped. */
const escapeWord = (text: string): string =>
  text.replace(/[^\p{L}\p{N}_./]/gu, '\\$&').replace(/^(AND|OR|NOT|_exists_|_missing_)$/, '\\$1')
