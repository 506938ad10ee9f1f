import { QueryError } from '../../error.ts'
import type { Comparison, Key, SearchNode, Term } from '../syntax/ast.ts'
import { type Facet, facetOf } from './facets.ts'
import type { Parameters } from './parameters.ts'
import { likePattern, plainText, wordPattern } from './patterns.ts'
import { traceIdTest } from './trace-id.ts'
import type { TrackMap } from './tracks.ts'

/**
 * A search as a condition of SQL. It is true or false, never null, so that NOT means all the others.
 * @throws QueryError for a facet's name or a bound that cannot be meant.
 */
export function condition(node: SearchNode, track: TrackMap, parameters: Parameters): string {
  const part = (child: SearchNode): string => condition(child, track, parameters)
  switch (node.type) {
    case 'all':
      return 'true'
    case 'and':
      return `(${node.of.map(part).join(' AND ')})`
    case 'or':
      return `(${node.of.map(part).join(' OR ')})`
    case 'not':
      return `(NOT ${part(node.of)})`
    case 'text':
      return anyOf(track.fullText.map(each => contains(each, node.term, parameters)))
    case 'exists':
      return node.key.name === '*' ? 'true' : `(${facetOf(track, node.key).text} IS NOT NULL)`
    case 'match':
      return match(node.key, node.term, track, parameters)
    case 'compare':
      return compare(facetOf(track, node.key), node.operator, node.value, node.key, parameters)
    case 'range': {
      const facet = facetOf(track, node.key)
      const tests = [
        ...(node.from === null ? [] : [compare(facet, '>=', node.from, node.key, parameters)]),
        ...(node.to === null ? [] : [compare(facet, '<=', node.to, node.key, parameters)]),
      ]
      return tests.length === 0 ? `(${facet.text} IS NOT NULL)` : `(${tests.join(' AND ')})`
    }
  }
}

function match(key: Key, term: Term, track: TrackMap, parameters: Parameters): string {
  if (key.name === '*') {
    return anyOf([...track.fullText, ...track.everything].map(each => contains(each, term, parameters)))
  }
  if (key.name === 'tags' && !key.attribute) return inList('tags', term, true, parameters)
  const facet = facetOf(track, key)
  if (facet.list !== undefined) return inList(facet.list, term, !key.attribute, parameters)
  const plain = plainText(term)
  if (plain === null) return `coalesce(${facet.text} LIKE ${parameters.bind(likePattern(term))} ESCAPE '\\', false)`
  if (facet.traceId) return traceIdTest(facet.text, plain, parameters)
  const wanted = parameters.bind(facet.lowerCase ? plain.toLowerCase() : plain)
  return `coalesce(${facet.text} = ${wanted}, false)`
}

/** Tags are kept in lower case, whatever was asked for. */
function inList(list: string, term: Term, lowerCase: boolean, parameters: Parameters): string {
  const plain = plainText(term)
  const spelt = (text: string): string => (lowerCase ? text.toLowerCase() : text)
  if (plain !== null) return `coalesce(list_contains(${list}, ${parameters.bind(spelt(plain))}), false)`
  const pattern = parameters.bind(spelt(likePattern(term)))
  return `coalesce(len(list_filter(${list}, lambda each: each LIKE ${pattern} ESCAPE '\\')) > 0, false)`
}

/** Whole words, in any case: the cheap test for the text first, then its bounds. */
function contains(source: string, term: Term, parameters: Parameters): string {
  const { substring, pattern } = wordPattern(term)
  const word = `regexp_matches(lower(${source}), ${parameters.bind(pattern)})`
  const cheap = substring === '' ? word : `contains(lower(${source}), ${parameters.bind(substring)}) AND ${word}`
  return `coalesce(${cheap}, false)`
}

function compare(facet: Facet, operator: Comparison, value: string, key: Key, parameters: Parameters): string {
  const bound = facet.duration ? nanoseconds(value) : value.trim() === '' ? Number.NaN : Number(value)
  if (Number.isFinite(bound)) return `coalesce(${facet.number} ${operator} ${parameters.bind(bound)}::DOUBLE, false)`
  if (facet.duration) {
    const name = `${key.attribute ? '@' : ''}${key.name}`
    throw new QueryError(`${name} wants a number of nanoseconds or a duration as 250ms, not ${JSON.stringify(value)}.`)
  }
  return `coalesce(${facet.text} ${operator} ${parameters.bind(value)}, false)`
}

const UNITS: Readonly<Record<string, number>> = {
  ns: 1,
  us: 1e3,
  µs: 1e3,
  ms: 1e6,
  s: 1e9,
  m: 6e10,
  min: 6e10,
  h: 3.6e12,
}

/** NaN for what is no duration. */
function nanoseconds(value: string): number {
  const [, amount, unit = 'ns'] = /^(-?\d+(?:\.\d+)?)\s*(ns|us|µs|ms|s|m|min|h)?$/.exec(value.trim()) ?? []
  return amount === undefined ? Number.NaN : Number(amount) * (UNITS[unit] ?? Number.NaN)
}

const anyOf = (conditions: readonly string[]): string => `(${conditions.join(' OR ')})`
