import { expect, test } from 'vitest'
import { filterTest, groupsOf } from './filter.ts'
import { parseQueries } from './parse.ts'

function matches(scope: string, tags: readonly string[]): boolean {
  const [expression] = parseQueries(`avg:a{${scope}}`)
  if (expression?.kind !== 'metric') throw new Error('A metric was expected')
  return filterTest(expression.filter)(tags)
}

const tags = ['env:demo', 'pod_name:chat-backend-1', 'production', 'service:Chat']

test.each([
  ['*', true],
  ['env:demo', true],
  ['env:other', false],
  ['env:demo,service:chat', true],
  ['env:demo,service:x', false],
  ['!env:demo', false],
  ['NOT env:x', true],
  ['env:x OR service:chat', true],
  ['env:x AND service:chat OR production', true],
  ['env:x AND (service:chat OR production)', false],
  ['service IN (a, chat)', true],
  ['service NOT IN (a, chat)', false],
  ['pod_name:chat-*', true],
  ['pod_name:*backend*', true],
  ['pod_name:chat', false],
  ['pod_name:chat.backend*', false],
  ['production', true],
  ['host:*', false],
  ['host:N/A', true],
  ['!env:N/A', true],
])('{%s} takes the series: %s', (scope, taken) => {
  expect(matches(scope, tags)).toBe(taken)
})

test('a series is in one group per combination of its values, N/A where it has none', () => {
  expect(groupsOf(['a:1', 'a:2', 'b:x'], ['a', 'b', 'c'])).toEqual([
    ['a:1', 'b:x', 'c:N/A'],
    ['a:2', 'b:x', 'c:N/A'],
  ])
  expect(groupsOf(['a:1'], [])).toEqual([[]])
})
