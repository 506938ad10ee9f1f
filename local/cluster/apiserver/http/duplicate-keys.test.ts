import { describe, expect, it } from 'vitest'
import { duplicateKeys } from './duplicate-keys.ts'

describe('duplicateKeys', () => {
  it('names a repeated key by its path', () => {
    expect(duplicateKeys('{"a":1,"b":{"c":[{"d":1},{"d":1,"e":2,"d":3}]},"a":2}')).toEqual(['b.c[1].d', 'a'])
  })

  it('takes no value for a key', () => {
    expect(duplicateKeys('{"a":"a","b":"a","c":["a","a"],"d":"\\"a\\":"}')).toEqual([])
  })
})
