import { expect, it } from 'vitest'
import { isTraced } from './traced.ts'

const origin = 'http://localhost:30080'

it.each([
  [`${origin}/api/conversations`, true],
  [`${origin}/api/conversations/1/messages?x=1`, true],
  [`${origin}/api/conversations/1/stream`, false],
  [`${origin}/assets/main.js`, false],
  ['http://localhost:30081/api/conversations', false],
  ['not a url', false],
])('of %s says %s', (url, traced) => {
  expect(isTraced(url, origin)).toBe(traced)
})
