import { expect, it } from 'vitest'
import { nest } from './nest.ts'

it('makes objects of names with dots', () => {
  expect(
    nest([
      ['http.url', '/'],
      ['http.method', 'GET'],
      ['language', 'javascript'],
    ]),
  ).toEqual({ http: { url: '/', method: 'GET' }, language: 'javascript' })
})

it('keeps a name flat below one that has a value', () => {
  expect(
    nest([
      ['error.message', 'no'],
      ['error', '1'],
      ['error.a.b', 2],
    ]),
  ).toEqual({ error: '1', 'error.message': 'no', 'error.a.b': 2 })
})

it('touches no prototype', () => {
  const tree = nest([
    ['__proto__.polluted', 'yes'],
    ['a.__proto__', 'x'],
    ['constructor.name', 'own'],
  ])
  expect(Object.getPrototypeOf(tree)).toBe(Object.prototype)
  expect('polluted' in {}).toBe(false)
  expect(tree.constructor).toEqual({ name: 'own' })
})
