import { expect, it } from 'vitest'
import { priceOf } from './prices.ts'

const usage = { prompt_tokens: 1_000, completion_tokens: 500, total_tokens: 1_500 }

it('prices input and output apart, also of a dated name', () => {
  expect(priceOf('gpt-4.1-mini', usage)).toBeCloseTo(0.0012)
  expect(priceOf('gpt-4.1-mini-2025-04-14', usage)).toBeCloseTo(0.0012)
})

it('does not guess', () => {
  expect(priceOf('gpt-4.1-mini-turbo', usage)).toBeUndefined()
})
