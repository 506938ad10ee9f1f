import { expect, test } from 'vitest'
import { describeUnavailable, isUnavailable } from './postgres.ts'

function failure(message: string, code?: string): Error {
  return Object.assign(new Error(message), code === undefined ? {} : { code })
}

test.each([
  [failure('connect ECONNREFUSED 127.0.0.1:5432', 'ECONNREFUSED'), true],
  [new AggregateError([failure('connect ECONNREFUSED ::1:5432', 'ECONNREFUSED')]), true],
  [failure('timeout exceeded when trying to connect'), true],
  [failure('Connection terminated unexpectedly'), true],
  [failure('password authentication failed for user "chat"', '28P01'), true],
  [failure('canceling statement due to statement timeout', '57014'), true],
  [failure('deadlock detected', '40P01'), true],
  [failure('duplicate key value violates unique constraint', '23505'), false],
  [failure('relation "messages" does not exist', '42P01'), false],
  [new TypeError('x is not a function'), false],
])('%s may succeed later: %s', (error, later) => {
  expect(isUnavailable(error)).toBe(later)
})

test('says why in one line', () => {
  expect(describeUnavailable(new AggregateError([failure('connect ECONNREFUSED ::1:5432\nat x')]))).toBe(
    'connect ECONNREFUSED ::1:5432',
  )
})
