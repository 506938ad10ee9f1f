import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { GroupStatus } from './documents.ts'
import { classify, type Thresholds } from './threshold.ts'

const number = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 })
const previous = fc.constantFrom<GroupStatus | undefined>('OK', 'Warn', 'Alert', 'No Data', undefined)
const severity = { OK: 0, 'No Data': 0, Warn: 1, Alert: 2 }
/** Alert above critical, recovery at or below it, and the same for the warning. */
const thresholds = fc
  .tuple(number, number, number, number)
  .map(values => values.sort((a, b) => b - a))
  .chain(([critical = 0, recovery = 0, warning = 0, warningRecovery = 0]) =>
    fc.record(
      {
        critical: fc.constant(critical),
        critical_recovery: fc.constant(recovery),
        warning: fc.constant(warning),
        warning_recovery: fc.constant(warningRecovery),
      },
      { requiredKeys: ['critical', 'warning'] },
    ),
  )

const mirrored = (given: Thresholds): Thresholds =>
  Object.fromEntries(Object.entries(given).map(([name, value]) => [name, -Number(value)]))

describe('thresholds', () => {
  it('a greater value is never less grave', () => {
    fc.assert(
      fc.property(thresholds, number, number, previous, (given, a, b, before) => {
        const [low, high] = a < b ? [a, b] : [b, a]
        expect(severity[classify(high, '>', given, before)]).toBeGreaterThanOrEqual(
          severity[classify(low, '>', given, before)],
        )
      }),
    )
  })
  it('an alert lasts until the value is back across the recovery threshold, and no longer', () => {
    fc.assert(
      fc.property(thresholds, number, (given, value) => {
        const end = given.critical_recovery ?? given.critical
        expect(classify(value, '>', given, 'Alert') === 'Alert').toBe(value > end)
      }),
    )
  })
  it('without recovery thresholds the past does not matter', () => {
    fc.assert(
      fc.property(thresholds, number, previous, ({ critical, warning }, value, before) => {
        const plain = { critical, warning }
        expect(classify(value, '>', plain, before)).toBe(classify(value, '>', plain, undefined))
      }),
    )
  })
  it('the same value twice changes nothing the second time', () => {
    fc.assert(
      fc.property(thresholds, number, previous, (given, value, before) => {
        const once = classify(value, '>=', given, before)
        expect(classify(value, '>=', given, once)).toBe(once)
      }),
    )
  })
  it('below is above, mirrored', () => {
    fc.assert(
      fc.property(thresholds, number, previous, (given, value, before) => {
        expect(classify(-value, '<', mirrored(given), before)).toBe(classify(value, '>', given, before))
        expect(classify(-value, '<=', mirrored(given), before)).toBe(classify(value, '>=', given, before))
      }),
    )
  })
})
