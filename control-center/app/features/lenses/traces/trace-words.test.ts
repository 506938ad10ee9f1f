import { describe, expect, it } from 'vitest'
import { milliseconds, shortResource, spanWords, statusWords, ticks } from './trace-words.ts'

it.each([
  [0.42, '0.4\u00a0ms'],
  [9.96, '10\u00a0ms'],
  [412, '412\u00a0ms'],
  [15_080, '15.08\u00a0s'],
])('%d ms is %s', (value, words) => expect(milliseconds(value)).toBe(words))

it.each([
  ['POST /api/conversations/:id/messages', 'POST …/messages'],
  ['GET /api/conversations', 'GET /conversations'],
  ['select 1', 'select 1'],
])('%s stands as %s', (resource, words) => expect(shortResource(resource)).toBe(words))

describe('spanWords', () => {
  it.each([
    ['amqp.command', 'basic.publish chat request', 'publish chat request'],
    ['amqp.command', 'basic.deliver chat.replies :id', 'take chat.replies :id'],
    ['fastify.request', 'POST /api/conversations/:id/messages', 'POST …/messages'],
    ['pg.query', 'select 1', 'select 1'],
    ['chat.answer', 'chat.requests', 'answer the question'],
  ])('%s %s', (operation, resource, words) => expect(spanWords({ operation, resource })).toBe(words))
})

it('says how it went by the HTTP status first', () => {
  expect(statusWords({ error: true, httpStatus: '504' })).toEqual({ tone: 'bad', words: '504' })
  expect(statusWords({ error: false, httpStatus: '404' })).toEqual({ tone: 'warn', words: '404' })
  expect(statusWords({ error: true, httpStatus: null })).toEqual({ tone: 'bad', words: 'error' })
  expect(statusWords({ error: false, httpStatus: null })).toEqual({ tone: 'plain', words: 'ok' })
})

it('has round ticks, at most five steps', () => {
  expect(ticks(15_080)).toEqual([0, 5_000, 10_000, 15_000])
  expect(ticks(2_217)).toEqual([0, 500, 1_000, 1_500, 2_000])
  expect(ticks(0)).toEqual([0])
})
