import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { canonicalQuantity, compareQuantities, formatQuantity, parseQuantity, type Quantity } from './quantity.ts'

const quantity = (text: string): Quantity => {
  const parsed = parseQuantity(text)
  if (!parsed) throw new Error(`${text} is no quantity`)
  return parsed
}

describe('quantities', () => {
  it.each([
    ['0.5', '500m'],
    ['1000m', '1'],
    ['1000', '1k'],
    ['1024', '1024'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['0.5Ki', '512'],
    ['129e6', '129e6'],
    ['64Mi', '64Mi'],
    ['0', '0'],
    [2, '2'],
    ['-1', '-1'],
  ])('%s is stored as %s', (input, stored) => {
    expect(canonicalQuantity(input)).toBe(stored)
  })

  it('refuses what is none', () => {
    for (const text of ['', 'x', '1ki', '1 Gi', '12mi']) expect(parseQuantity(text)).toBeUndefined()
  })

  it('compares across suffixes', () => {
    expect(compareQuantities(quantity('1Gi'), quantity('1G'))).toBe(1)
    expect(compareQuantities(quantity('1000m'), quantity('1'))).toBe(0)
  })

  it('keeps the value when written and read again', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'Ki', 'Mi', 'Gi')
    fc.assert(
      fc.property(fc.nat(1_000_000), suffix, (number, unit) => {
        const before = quantity(`${number}${unit}`)
        expect(quantity(formatQuantity(before)).nano).toBe(before.nano)
      }),
    )
  })
})
