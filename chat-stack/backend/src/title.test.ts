import { expect, test } from 'vitest'
import { titleOf } from './title.ts'

test('short questions are kept, white space folded', () => {
  expect(titleOf('  Why are my\n\tleaves yellow? ')).toBe('Why are my leaves yellow?')
})

test('cuts after 40 characters as people count them', () => {
  expect(titleOf('a'.repeat(40))).toBe('a'.repeat(40))
  expect(titleOf('a'.repeat(41))).toBe(`${'a'.repeat(40)}…`)
  const family = '👨‍👩‍👧‍👦'
  expect(titleOf(family.repeat(41))).toBe(`${family.repeat(40)}…`)
  expect(titleOf(`${'b'.repeat(39)} c`)).toBe(`${'b'.repeat(39)}…`)
})

test('HTML stays text', () => {
  expect(titleOf('<script>alert(1)</script>')).toBe('<script>alert(1)</script>')
})
