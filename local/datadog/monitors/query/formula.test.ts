import { describe, expect, it } from 'vitest'
import { QueryError } from '../../query/error.ts'
import { evaluateFormula, formulaNames, inlineFormula } from './formula.ts'

const values = new Map([
  ['a', 6],
  ['b', 3],
  ['none', null],
])

describe('formulas', () => {
  it.each([
    ['a', 6],
    ['a + b * 2', 12],
    ['(a + b) * 2', 18],
    ['a - b - 1', 2],
    ['a / b / 2', 1],
    ['-a + 10', 4],
    ['a / (b - 3)', null],
    ['a + none', null],
    ['a + default_zero(none)', 6],
    ['a + unknown', null],
  ])('%s is %s', (formula, value) => {
    expect(evaluateFormula(formula, values)).toBe(value)
  })
  it('knows its names', () => {
    expect(formulaNames('a + b * (a - default_zero(c))')).toEqual(['a', 'b', 'c'])
    expect(() => formulaNames('a + * b')).toThrow(QueryError)
    expect(() => formulaNames('a + * b')).toThrow('at character 5')
  })
  it('becomes one query', () => {
    const queries = new Map([
      ['a', 'sum:x{*}'],
      ['b', 'sum:y{a:b} + sum:z{*}'],
    ])
    expect(inlineFormula('a / b * 100', queries)).toBe('sum:x{*} / (sum:y{a:b} + sum:z{*}) * 100')
    expect(inlineFormula('b', queries)).toBe('sum:y{a:b} + sum:z{*}')
  })
})
