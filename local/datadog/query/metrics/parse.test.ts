import { expect, test } from 'vitest'
import { expressionOf, nameOf } from './ast.ts'
import { parseFormula, parseQueries } from './parse.ts'

const one = (text: string) => {
  const [expression] = parseQueries(text)
  if (!expression) throw new Error(`No expression in ${text}`)
  return expression
}

test('a metric with everything that can follow it', () => {
  expect(
    one('p95:trace.web.request{env:demo,!service:db} by {service, resource_name}.rollup(max, 60).fill(zero)'),
  ).toEqual({
    kind: 'metric',
    aggregator: 'p95',
    metric: 'trace.web.request',
    filter: {
      kind: 'and',
      left: { kind: 'tag', pattern: 'env:demo' },
      right: { kind: 'not', of: { kind: 'tag', pattern: 'service:db' } },
    },
    scope: 'env:demo,!service:db',
    groupBy: ['service', 'resource_name'],
    asType: null,
    rollup: { method: 'max', seconds: 60 },
    fill: { method: 'zero', limitSeconds: 300 },
  })
})

test.each([
  ['system.load.1{*}', 'avg:system.load.1{*}'],
  ['sum:a.b{x:1}.as_count()', 'sum:a.b{x:1}.as_count()'],
  ['sum:a{*}.as_count() / sum:b{*}.as_count() * 100', '((sum:a{*}.as_count() / sum:b{*}.as_count()) * 100)'],
  ['avg:a{*} + avg:b{*} * 2 - 1', '((avg:a{*} + (avg:b{*} * 2)) - 1)'],
  ['100 * (avg:a{*} - -3)', '(100 * (avg:a{*} - -3))'],
  ["top(avg:a{*} by {host}, 5, 'mean', 'desc')", 'top(avg:a{*}, 5, mean, desc)'],
  ['moving_rollup(avg:a{*}, 300, "sum")', 'moving_rollup(avg:a{*}, 300, sum)'],
  ['timeshift(avg:a{*}, -3600)', 'timeshift(avg:a{*}, -3600)'],
  ['abs(-avg:a{*})', 'abs(-avg:a{*})'],
  ['avg:a{*}.rollup(60)', 'avg:a{*}'],
])('%s is read as %s', (text, printed) => {
  expect(expressionOf(one(text), [])).toBe(printed)
})

test.each([
  'env:a AND service:b',
  'env:a OR (service:b AND NOT host:c)',
  'env:a,service IN (b, c)',
  'service NOT IN (b,c*)',
  '!env:a,!production',
  'resource_name:get_/api/:id',
  'resource_name:"select count(*)"',
  'pod_name:chat-backend-*',
  'or_this:x,andy:y',
])('the filter {%s} is read', scope => {
  expect(expressionOf(one(`avg:a{${scope}}`), [])).toBe(`avg:a{${scope}}`)
})

test('commas separate queries, groups add to the scope of an expression', () => {
  const [first, second, ...rest] = parseQueries('avg:a{x:1,y:2} by {host},  max:b{*}')
  expect(rest).toEqual([])
  expect(first && expressionOf(first, ['host:h'])).toBe('avg:a{x:1,y:2,host:h}')
  expect(second && expressionOf(second, ['host:h'])).toBe('max:b{host:h}')
  expect(nameOf(one('avg:a{*} / avg:b{*}'))).toBe('(a / b)')
})

test('formulas speak of queries by name', () => {
  expect(expressionOf(parseFormula('100 * errors / default_zero(hits)'), [])).toBe(
    '((100 * errors) / default_zero(hits))',
  )
})

test.each([
  ['avg:a{*', /position 8.*"}".*found the end/],
  ['avg:a', /position 6, expected "\{" but found the end/],
  ['avg:a{*} by host', /position 13, expected "\{" but found "host"/],
  ['avg:a{*} avg:b{*}', /position 10.*found "avg:b/],
  ['', /position 1.*found the end/],
  ['avg:a{env:x service:y}', /position 13/],
  ['frobnicate(avg:a{*})', /unknown function "frobnicate"/],
  ['median:a{*}', /unknown aggregator "median"/],
  ['avg:a{*}.as_percent()', /unknown modifier "\.as_percent\(\)"/],
  ['avg:a{*}.rollup(median)', /rollup\(\) takes avg, sum, min, max or count, got "median"/],
  ['avg:a{*}.fill(mean)', /fill\(\) takes linear, last, zero or null/],
  ['a', /"a" has no scope/],
  ['avg:a{$env}', /template variable/],
])('%s is refused with the reason', (text, reason) => {
  expect(() => parseQueries(text)).toThrow(reason)
})
