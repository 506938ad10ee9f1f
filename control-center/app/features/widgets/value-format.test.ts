import { describe, expect, it } from 'vitest'
import type { UnitPair } from '../../platform/widgets/model.ts'
import { unitNamed } from '../../platform/widgets/units.ts'
import { PLAIN, valueText } from './value-format.ts'

const of = (name: string, per?: string): { unit: UnitPair; label: null; precision: null } => ({
  ...PLAIN,
  label: null,
  precision: null,
  unit: [unitNamed(name), per ? unitNamed(per) : null],
})

describe('a value with its unit', () => {
  it.each([
    ['second', 2.3149, '2.31 s'],
    ['second', 0.0112, '11.2 ms'],
    ['second', 64, '1.07 min'],
    ['second', 0, '0 s'],
    ['nanosecond', 2_500_000, '2.5 ms'],
    ['millisecond', 1500, '1.5 s'],
    ['byte', 100_663_296, '96 MiB'],
    ['byte', 0, '0 B'],
    ['mebibyte', 2048, '2 GiB'],
    ['percent', 34.83, '34.8 %'],
    ['fraction', 0.348, '34.8 %'],
    ['dollar', 0.031, '$0.031'],
    ['dollar', 0.00043, '$0.00043'],
    ['dollar', 12.5, '$12.5'],
    ['nanocore', 12_000_000, '12 mcores'],
    ['request', 18_230, '18.2 k'],
    ['request', 1204, '1,204'],
  ])('%s %f is %s', (unit, value, text) => expect(valueText(value, of(unit)).replaceAll('\u00a0', ' ')).toBe(text))

  it('says per what', () => {
    expect(valueText(4.83, of('request', 'second'))).toBe('4.83\u00a0/s')
    expect(valueText(2_097_152, of('byte', 'second'))).toBe('2\u00a0MiB/s')
  })

  it('takes the words and the decimals of the widget', () => {
    expect(valueText(4.83, { unit: null, label: '/s', precision: 1 })).toBe('4.8\u00a0/s')
    expect(valueText(34.83, { unit: null, label: '%', precision: 1 })).toBe('34.8\u00a0%')
    expect(valueText(12, { unit: null, label: null, precision: 0 })).toBe('12')
    expect(valueText(0.000431, { ...of('dollar'), precision: 5 })).toBe('$0.00043')
    expect(valueText(2.3149, { ...of('second'), precision: 2 })).toBe('2.31\u00a0s')
  })

  it('in an axis is scaled as its largest is', () => {
    expect(valueText(0.5, of('second'), 2)).toBe('0.5\u00a0s')
    expect(valueText(0, of('byte'), 1024 ** 3)).toBe('0\u00a0GiB')
  })
})
