import { describe, expect, it } from 'vitest'
import { QueryError } from '../query/error.ts'
import { contains, counted, like, matches, parseObjectSearch } from './search.ts'

const fields = (object: Record<string, string>) => (field: string | null, value: string) =>
  field === null ? Object.values(object).some(text => contains(text, value)) : like(object[field] ?? '', value)

describe('the search of objects', () => {
  it.each([
    ['', true],
    ['name:chat*', true],
    ['NAME', false],
    ['requests', true],
    ['status:alert type:metric', true],
    ['status:alert AND type:log', false],
    ['status:alert OR type:log', true],
    ['status:(ok OR alert)', true],
    ['-status:alert', false],
    ['NOT status:ok (type:log OR "failed chat")', true],
    ['team:"a b:c"', true],
    ['orders', false],
  ])('%s', (query, found) => {
    const object = { name: 'chat requests', status: 'Alert', type: 'metric', team: 'a b:c', more: 'Failed chat' }
    expect(matches(parseObjectSearch(query), fields(object))).toBe(found)
  })
  it('says where it is wrong', () => {
    expect(() => parseObjectSearch('status:(alert')).toThrow(QueryError)
    expect(() => parseObjectSearch('status:(alert')).toThrow('at character 14')
  })
  it('counts the most frequent first', () => {
    expect(counted(['a', 'b', 'b'])).toEqual([
      { name: 'b', count: 2 },
      { name: 'a', count: 1 },
    ])
  })
})
