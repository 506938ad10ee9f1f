import { expect, test } from 'vitest'
import { failureOf, questionOf } from './dead-letters.ts'

const id = '7b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'
const other = '0b0e6a52-7a3f-4f6e-9f5f-0a7f6a1d2c3b'

function letter(content: string, messageId: unknown) {
  return { content: Buffer.from(content), properties: { messageId } } as Parameters<typeof questionOf>[0]
}

test('finds the question by the body, else by the message id', () => {
  expect(questionOf(letter(JSON.stringify({ messageId: id, conversationId: other }), other))).toBe(id)
  expect(questionOf(letter('{"messageId":', other))).toBe(other)
  expect(questionOf(letter('{"messageId":7}', 'not a uuid'))).toBeUndefined()
})

test('says why', () => {
  expect(failureOf({ 'x-death': [{ reason: 'delivery_limit', count: 1 }] }).reason).toContain('several times')
  expect(failureOf({ 'x-death': [{ reason: 'rejected' }] }).reason).toContain('could not be read')
  expect(failureOf(undefined).retryable).toBe(true)
})
