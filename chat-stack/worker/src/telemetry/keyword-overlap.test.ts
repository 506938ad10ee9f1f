import { expect, it } from 'vitest'
import { keywordOverlap } from './keyword-overlap.ts'

it('is the share of keywords that the reply takes up, whatever their case and number', () => {
  const reply = 'A Monstera wants a bright place; its leaf gets yellow in midday sun.'
  expect(keywordOverlap('Why do the leaves of my monsteras turn yellow?', reply)).toBe(0.75)
})

it('is 1 when all are taken up and 0 when none is', () => {
  expect(keywordOverlap('repot a cactus', 'Repot the cactus in spring.')).toBe(1)
  expect(keywordOverlap('repot a cactus', 'We open at nine.')).toBe(0)
})

it('says nothing about a question without keywords', () => {
  expect(keywordOverlap('What should I do then?', 'Water it.')).toBeUndefined()
})
