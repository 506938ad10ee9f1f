import { describe, expect, it } from 'vitest'
import { wishedLength } from './wish.ts'

describe('wishedLength', () => {
  it.each([
    ['', 'short'],
    ['You are the assistant of a plant shop.', 'short'],
    ['Be concise: two or three sentences.', 'short'],
    ['Answer briefly and to the point, without long lists.', 'short'],
    ['Answer in detail and at length, with background and step by step advice.', 'long'],
    ['Be verbose. Give comprehensive answers; never be brief.', 'long'],
    ['Write long, thorough answers.', 'long'],
    ['Do not be verbose.', 'short'],
  ] as const)('%j wants a %s answer', (prompt, wish) => {
    expect(wishedLength(prompt)).toBe(wish)
  })
})
