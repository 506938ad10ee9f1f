import { expect, it } from 'vitest'
import { codeFrom, nextPath, refusalWords } from './login-state.ts'

it('reads the code from the fragment', () => {
  expect(codeFrom('#code=abc-123')).toBe('abc-123')
  expect(codeFrom('#code=')).toBeNull()
  expect(codeFrom('')).toBeNull()
})

it('goes on only within this origin', () => {
  expect(nextPath('?next=%2Fruns%2Fr1%3Fa%3D1')).toBe('/runs/r1?a=1')
  expect(nextPath('')).toBe('/')
  for (const evil of ['https://elsewhere.example', '//elsewhere.example', '/\\elsewhere.example', '/login?next=/']) {
    expect(nextPath(`?next=${encodeURIComponent(evil)}`)).toBe('/')
  }
})

it('tells a used link from what else can go wrong', () => {
  expect(refusalWords(401, '').title).toContain('used already')
  expect(refusalWords(429, '').title).toBe('Too many attempts')
  expect(refusalWords(0, 'No answer.').detail).toBe('No answer.')
})
