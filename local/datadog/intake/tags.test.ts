import { describe, expect, it } from 'vitest'
import { normaliseTag, splitTags, tagSet, tagsOf, tagValue } from './tags.ts'

describe('normaliseTag', () => {
  it.each([
    ['env:Dev', 'env:dev'],
    ['resource_name:GET /api/:id', 'resource_name:get_/api/:id'],
    ['_dd.rc.client_id:A1', 'dd.rc.client_id:a1'],
    ['a  b!!c_', 'a_b_c'],
    ['größe:1', 'größe:1'],
    ['!!!', ''],
    [`k:${'x'.repeat(300)}`, `k:${'x'.repeat(198)}`],
  ])('%s', (tag, expected) => {
    expect(normaliseTag(tag)).toBe(expected)
  })
})

describe('tags', () => {
  it('are a sorted set', () => {
    expect(tagSet(['b:1', 'a:1', ''], ['B:1'])).toEqual(['a:1', 'b:1'])
    expect(splitTags(' a:1, b:2,,')).toEqual(['a:1', 'b:2'])
    expect(tagValue(['env:dev', 'env:prod'], 'env')).toBe('dev')
    expect(tagValue([], 'env')).toBe('')
    expect(tagsOf({ a: 1, b: '', c: undefined })).toEqual(['a:1'])
  })
})
