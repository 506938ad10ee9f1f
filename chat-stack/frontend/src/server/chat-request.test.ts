import { expect, it } from 'vitest'
import { isChatRequest, outcomeOf, routeOf } from './chat-request.ts'

it.each([
  [200, 'ok'],
  [202, 'ok'],
  [422, 'refused'],
  [500, 'error'],
  [502, 'error'],
  [503, 'unavailable'],
  [504, 'timeout'],
])('counts a complete %i as %s', (statusCode, outcome) => {
  expect(outcomeOf({ statusCode, complete: true, brokenOff: false })).toBe(outcome)
})

it('tells a backend that broke off from an asker who went away', () => {
  expect(outcomeOf({ statusCode: 200, complete: false, brokenOff: true })).toBe('error')
  expect(outcomeOf({ statusCode: 200, complete: false, brokenOff: false })).toBe('cancelled')
})

const conversation = '/api/conversations/00000000-0000-4000-8000-000000000000'

it('knows a path by its route', () => {
  expect(routeOf(`${conversation}/messages?x=1`)).toBe('/api/conversations/:id/messages')
  expect(routeOf('/api/wp-login.php')).toBeUndefined()
  expect(isChatRequest('POST', `${conversation}/messages`)).toBe(true)
  expect(isChatRequest('GET', `${conversation}/messages`)).toBe(false)
})
