import { expect, describe as group, it } from 'vitest'
import { describe, judge, problemOfAssertion } from './assertions.ts'
import { extract, replaced } from './variables.ts'

const response = {
  status: 201,
  headers: { 'content-type': 'application/json; charset=utf-8' },
  body: '{"id":"abc","list":[{"n":1},{"n":2}],"ok":true}',
  size: 47,
  timings: { firstByte: 10, download: 1, total: 11.5 },
}
const path = (jsonPath: string, operator: string, targetValue: unknown, elementsOperator?: string) => ({
  type: 'body',
  operator: 'validatesJSONPath',
  target: { jsonPath, operator, targetValue, ...(elementsOperator && { elementsOperator }) },
})

group('assertions', () => {
  it.each([
    [{ type: 'statusCode', operator: 'is', target: 201 }, true],
    [{ type: 'statusCode', operator: 'is', target: '201' }, true],
    [{ type: 'statusCode', operator: 'matches', target: '^2' }, true],
    [{ type: 'statusCode', operator: 'lessThan', target: 201 }, false],
    [{ type: 'responseTime', operator: 'lessThan', target: 12 }, true],
    [{ type: 'responseTime', operator: 'moreThan', target: 12 }, false],
    [{ type: 'header', operator: 'contains', property: 'Content-Type', target: 'json' }, true],
    [{ type: 'header', operator: 'doesNotExist', property: 'x-powered-by' }, true],
    [{ type: 'header', operator: 'lessThan', property: 'x-missing', target: 5 }, false],
    [{ type: 'body', operator: 'doesNotContain', target: 'error' }, true],
    [{ type: 'body', operator: 'doesNotMatch', target: '"ok":tr' }, false],
    [path('id', 'is', 'abc'), true],
    [path('$.list[*].n', 'is', 1), true],
    [path('$.list[*].n', 'lessThan', 3, 'everyElementMatches'), true],
    [path('$.list[*].n', 'is', 2, 'everyElementMatches'), false],
    [path('$.list[*].n', 'is', 2, 'atLeastOneElementMatches'), true],
    [path('$.ok', 'is', 'true'), true],
    [path('$.missing', 'isUndefined', ''), true],
    [{ type: 'bodyHash', operator: 'md5', target: 'a' }, false],
  ])('%j is %s', (assertion, valid) => {
    expect(problemOfAssertion(assertion)).toBeNull()
    expect(judge(assertion, response).valid).toBe(valid)
  })
  it('says what it found instead', () => {
    const result = judge({ type: 'header', operator: 'is', property: 'content-type', target: 'text/html' }, response)
    expect(describe(result)).toBe('header content-type is text/html: was application/json; charset=utf-8')
  })
  it('names what it cannot judge', () => {
    expect(problemOfAssertion({ type: 'tlsVersion', operator: 'is' })).toBe('assertions on tlsVersion are not judged')
    expect(problemOfAssertion({ type: 'body', operator: 'validatesXPath' })).toBe(
      'the operator validatesXPath is not judged',
    )
  })
})

group('variables', () => {
  it('are replaced everywhere, and unknown ones stay', () => {
    const given = { url: 'http://x/{{ A }}/{{B}}', list: ['{{ A }}'], n: 1 }
    expect(replaced(given, new Map([['A', 'a']]), 0)).toEqual({ url: 'http://x/a/{{B}}', list: ['a'], n: 1 })
    expect(replaced('{{ uuid }}', new Map(), 0)).toMatch(/^[0-9a-f-]{36}$/)
    expect(replaced('{{ numeric(4) }}-{{alphabetic(2)}}', new Map(), 0)).toMatch(/^\d{4}-[A-Za-z]{2}$/)
    expect(replaced('{{ timestamp(-5, s) }} {{ timestamp(1, ms) }}', new Map(), 10_000)).toBe('5 10001')
  })
  it.each([
    ['http_body', { type: 'json_path', value: '$.id' }, 'abc'],
    ['http_body', { type: 'json_path', value: '$.list[0]' }, '{"n":1}'],
    ['http_body', { type: 'regex', value: '"id":"(\\w+)"' }, 'abc'],
    ['http_body', { type: 'json_path', value: '$.nothing' }, undefined],
    ['http_status_code', { type: 'raw' }, '201'],
    ['http_header', { type: 'regex', value: 'charset=(.*)' }, 'utf-8'],
  ] as const)('%s by %j gives %s', (type, parser, value) => {
    expect(extract({ name: 'X', type, field: 'Content-Type', parser }, response)).toBe(value)
  })
})
