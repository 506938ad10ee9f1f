import { describe, expect, it } from 'vitest'
import { applyPatch, patchTypeOf } from './apply.ts'

const json = 'application/json-patch+json'
const object = { a: { b: 1 }, list: [1, 2] }
const patch = (operations: unknown) => applyPatch(json, object, operations, {})

describe('JSON Patch', () => {
  it('applies operations in order and leaves the object alone', () => {
    expect(
      patch([
        { op: 'test', path: '/a/b', value: 1 },
        { op: 'replace', path: '/a/b', value: 2 },
      ]),
    ).toMatchObject({ a: { b: 2 } })
    expect(object.a.b).toBe(1)
  })

  it('answers 422 to a failed test, and to what cannot be applied', () => {
    for (const operation of [
      { op: 'test', path: '/a/b', value: 2 },
      { op: 'remove', path: '/a/c' },
      { op: 'replace', path: '/list/7', value: 0 },
      { op: 'add', path: '/no/where', value: 0 },
    ]) {
      expect(() => patch([operation])).toThrow('the server rejected our request due to an error in our request')
    }
  })

  it('lets replace set a missing key, and test find an absent one null', () => {
    expect(
      patch([
        { op: 'test', path: '/a/c', value: null },
        { op: 'replace', path: '/a/c', value: 3 },
      ]),
    ).toMatchObject({ a: { c: 3 } })
  })

  it('wants an array', () => {
    expect(() => patch({ op: 'add' })).toThrow('cannot unmarshal object into Go value of type []handlers.jsonPatchOp')
  })
})

describe('patch types', () => {
  it('answers 415 to what it does not serve', () => {
    expect(patchTypeOf('application/merge-patch+json; charset=utf-8')).toBe('application/merge-patch+json')
    expect(() => patchTypeOf('application/apply-patch+yaml')).toThrow('415: Unsupported Media Type')
  })
})
