import { expect, it } from 'vitest'
import { nextProfile } from './profiles.ts'

it('goes round from off to heavy, both ways', () => {
  expect(nextProfile('off')).toBe('light')
  expect(nextProfile('heavy')).toBe('off')
  expect(nextProfile('off', -1)).toBe('heavy')
})

it('begins with light where nothing is known', () => {
  expect(nextProfile(null)).toBe('light')
})
