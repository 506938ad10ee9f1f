import type { Term } from '../syntax/ast.ts'

/** The text of a term, or null when it has wildcards. */
export function plainText(term: Term): string | null {
  if ('phrase' in term) return term.phrase
  return term.parts.every(part => typeof part === 'string') ? term.parts.join('') : null
}

/** A pattern for LIKE … ESCAPE '\'. */
export function likePattern(term: Term): string {
  const escaped = (text: string): string => text.replace(/[\\%_]/g, '\\$&')
  if ('phrase' in term) return escaped(term.phrase)
  return term.parts.map(part => (typeof part === 'string' ? escaped(part) : part.wildcard === '*' ? '%' : '_')).join('')
}

/**
 * A term within a text, as whole words and in lower case: a regular expression of RE2, and a text that every match
 * contains.
 */
export function wordPattern(term: Term): { substring: string; pattern: string } {
  const escaped = (text: string): string => text.toLowerCase().replace(/[!-/:-@[-^`{-~]/g, '\\$&')
  const parts = 'phrase' in term ? [term.phrase] : term.parts
  const body = parts
    .map(part => (typeof part === 'string' ? escaped(part) : part.wildcard === '*' ? '\\S*' : '\\S'))
    .join('')
  const texts = parts.filter(part => typeof part === 'string').map(part => part.toLowerCase())
  const substring = texts.reduce((longest, text) => (text.length > longest.length ? text : longest), '')
  const [first, last] = [parts[0], parts[parts.length - 1]]
  const start = typeof first === 'string' && /^[\p{L}\p{N}_]/u.test(first) ? '(?:^|[^\\pL\\pN_])' : ''
  const end = typeof last === 'string' && /[\p{L}\p{N}_]$/u.test(last) ? '(?:$|[^\\pL\\pN_])' : ''
  return { substring, pattern: `(?s)${start}${body}${end}` }
}
