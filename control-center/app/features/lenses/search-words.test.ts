import { describe, expect, it } from 'vitest'
import { filterOf, LOG_FILTERS, searchOf, TRACE_FILTERS } from './search-words.ts'

describe('searchOf', () => {
  it.each([
    ['all', '', ''],
    ['all', ' service:worker ', 'service:worker'],
    ['errors', '', 'status:error'],
    ['504', 'a OR b', '@http.status_code:504 (a OR b)'],
    ['nothing such', 'a', 'a'],
  ])('%s with %j is %j', (filter, words, query) => expect(searchOf(TRACE_FILTERS, filter, words)).toBe(query))
})

it('takes the first choice for what an address does not know', () => {
  expect(filterOf(LOG_FILTERS, 'error')).toBe('error')
  expect(filterOf(LOG_FILTERS, 'x')).toBe('all')
  expect(filterOf(LOG_FILTERS, null)).toBe('all')
})
