import { expect, test } from 'vitest'
import { countTokens } from './tokens.ts'

test('counts tokens; control tokens are text', async () => {
  expect(await countTokens('How often should I water a cactus?')).toBe(8)
  expect(await countTokens('<|endoftext|>')).toBeGreaterThan(1)
})

test('a long run of one character, the slowest case, is counted within the time of a test', async () => {
  expect(await countTokens('a'.repeat(8_000))).toBeGreaterThan(500)
})
