import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { QueryError } from '../../error.ts'
import type { SearchNode, Term } from './ast.ts'
import { parseSearch } from './parse.ts'
import { printSearch } from './print.ts'

const tag = (name: string) => ({ name, attribute: false })
const attribute = (name: string) => ({ name, attribute: true })
const word = (text: string) => ({ parts: [text] })
const match = (key: { name: string; attribute: boolean }, text: string): SearchNode => ({
  type: 'match',
  key,
  term: word(text),
})

describe('the search syntax', () => {
  const cases: [string, SearchNode][] = [
    ['', { type: 'all' }],
    ['*', { type: 'all' }],
    ['timeout', { type: 'text', term: word('timeout') }],
    ['"connection refused"', { type: 'text', term: { phrase: 'connection refused' } }],
    ['service:backend', match(tag('service'), 'backend')],
    ['@http.status_code:500', match(attribute('http.status_code'), '500')],
    ['service:web*', { type: 'match', key: tag('service'), term: { parts: ['web', { wildcard: '*' }] } }],
    ['image_name:chat/backend:dev', match(tag('image_name'), 'chat/backend:dev')],
    ['@url:http\\:\\/\\/a', match(attribute('url'), 'http://a')],
    ['@x:*', { type: 'exists', key: attribute('x') }],
    ['_exists_:@x', { type: 'exists', key: attribute('x') }],
    ['-@x:*', { type: 'not', of: { type: 'exists', key: attribute('x') } }],
    ['@duration:>=1s', { type: 'compare', key: attribute('duration'), operator: '>=', value: '1s' }],
    ['@code:[200 TO 299]', { type: 'range', key: attribute('code'), from: '200', to: '299' }],
    ['@code:[* TO 299]', { type: 'range', key: attribute('code'), from: null, to: '299' }],
    ['@x:-5', match(attribute('x'), '-5')],
    [
      'a b',
      {
        type: 'and',
        of: [
          { type: 'text', term: word('a') },
          { type: 'text', term: word('b') },
        ],
      },
    ],
    [
      'service:a status:error OR env:x',
      {
        type: 'or',
        of: [{ type: 'and', of: [match(tag('service'), 'a'), match(tag('status'), 'error')] }, match(tag('env'), 'x')],
      },
    ],
    ['service:(a OR b)', { type: 'or', of: [match(tag('service'), 'a'), match(tag('service'), 'b')] }],
    [
      '-service:(a OR b)',
      { type: 'not', of: { type: 'or', of: [match(tag('service'), 'a'), match(tag('service'), 'b')] } },
    ],
    ['service:(NOT a)', { type: 'not', of: match(tag('service'), 'a') }],
    ['NOT (a:b)', { type: 'not', of: match(tag('a'), 'b') }],
    ['*:boom', match(tag('*'), 'boom')],
    ['ORDER', { type: 'text', term: word('ORDER') }],
    ['\\OR', { type: 'text', term: word('OR') }],
  ]
  it.each(cases)('reads %j', (text, expected) => {
    expect(parseSearch(text)).toEqual(expected)
  })

  it.each(['(a', 'a)', 'service:', 'a OR', 'OR a', '"open', '@x:[1 TO', '@x:>', 'NOT'])('refuses %j', text => {
    expect(() => parseSearch(text)).toThrow(QueryError)
  })

  it('says where it stopped', () => {
    expect(() => parseSearch('service:a (b')).toThrow('at its end (column 13)')
  })

  it('reads or refuses any text, and prints what it read', () => {
    const anyQuery = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...'ab:@-*?"\\()[]<>= ORANDT!_.'), maxLength: 40 }),
    )
    fc.assert(
      fc.property(anyQuery, text => {
        let node: SearchNode
        try {
          node = parseSearch(text)
        } catch (error) {
          expect(error).toBeInstanceOf(QueryError)
          return
        }
        expect(parseSearch(printSearch(node))).toEqual(node)
      }),
      { numRuns: 3000 },
    )
  })

  it('reads what it printed as the same tree', () => {
    fc.assert(
      fc.property(trees, node => {
        expect(parseSearch(printSearch(node))).toEqual(node)
      }),
      { numRuns: 1000 },
    )
  })

  it('refuses nesting that would exhaust the stack', () => {
    expect(() => parseSearch('('.repeat(16_000))).toThrow(QueryError)
    expect(() => parseSearch('a '.repeat(10_000))).toThrow(/longer than/)
  })
})

const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 8 })
const keys = fc.record({ name: text.filter(name => name !== '*'), attribute: fc.boolean() })
const wildcards = fc.constantFrom<{ wildcard: '*' | '?' }[]>({ wildcard: '*' }, { wildcard: '?' })
const words = fc
  .array(fc.tuple(text, wildcards), { minLength: 1, maxLength: 3 })
  .map((pairs): Term => ({ parts: pairs.flat() }))
const terms: fc.Arbitrary<Term> = fc.oneof(
  words,
  fc.string({ unit: 'binary', maxLength: 8 }).map(phrase => ({ phrase })),
)
const bounds = fc.option(fc.string({ unit: 'binary', maxLength: 8 }))
const { tree: trees } = fc.letrec<{ tree: SearchNode }>(tie => {
  const several = fc.array(tie('tree'), { minLength: 2, maxLength: 3 })
  return {
    tree: fc.oneof(
      { maxDepth: 4 },
      fc.constant({ type: 'all' as const }),
      terms.map(term => ({ type: 'text' as const, term })),
      keys.map(key => ({ type: 'exists' as const, key })),
      fc.tuple(keys, terms).map(([key, term]) => ({ type: 'match' as const, key, term })),
      fc
        .tuple(keys, fc.constantFrom('>' as const, '>=' as const, '<' as const, '<=' as const), text)
        .map(([key, operator, value]) => ({ type: 'compare' as const, key, operator, value })),
      fc.tuple(keys, bounds, bounds).map(([key, from, to]) => ({ type: 'range' as const, key, from, to })),
      several.map(of => ({ type: 'and' as const, of })),
      several.map(of => ({ type: 'or' as const, of })),
      tie('tree').map(of => ({ type: 'not' as const, of })),
    ),
  }
})
