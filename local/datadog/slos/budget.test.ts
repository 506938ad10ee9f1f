import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { budgetRemaining, burnRate, rawBudgetRemaining, sli, stateOf } from './budget.ts'

const counted = fc
  .tuple(fc.integer({ min: 1, max: 1_000_000 }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([total, share]) => ({ total, good: Math.floor(total * share) }))
const target = fc.double({ min: 50, max: 99.99, noNaN: true })

describe('the error budget', () => {
  it('is spent at burn rate 1, and overspent beyond', () => {
    expect(budgetRemaining({ good: 990, total: 1000 }, 99)).toBeCloseTo(0)
    expect(burnRate({ good: 990, total: 1000 }, 99)).toBeCloseTo(1)
    expect(budgetRemaining({ good: 1000, total: 1000 }, 99)).toBe(100)
    expect(budgetRemaining({ good: 0, total: 1000 }, 99)).toBeCloseTo(-9900)
    expect(rawBudgetRemaining({ good: 995, total: 1000 }, 99)).toBeCloseTo(5)
  })
  it('is what the burn rate leaves, whatever was counted', () => {
    fc.assert(
      fc.property(counted, target, (count, percent) => {
        const rate = burnRate(count, percent) ?? Number.NaN
        const left = budgetRemaining(count, percent) ?? Number.NaN
        expect(left).toBeCloseTo((1 - rate) * 100, 3)
        expect(stateOf(sli(count), { target: percent }) === 'breached').toBe((sli(count) ?? 0) < percent)
      }),
    )
  })
  it('is unknown where nothing was counted', () => {
    const nothing = { good: 0, total: 0 }
    expect([
      sli(nothing),
      budgetRemaining(nothing, 99),
      rawBudgetRemaining(nothing, 99),
      burnRate(nothing, 99),
    ]).toEqual([null, null, null, null])
    expect(stateOf(null, { target: 99 })).toBe('no_data')
  })
  it('warns before it is breached', () => {
    expect(stateOf(99.6, { target: 99.5, warning: 99.8 })).toBe('warning')
    expect(stateOf(99.8, { target: 99.5, warning: 99.8 })).toBe('ok')
  })
})
