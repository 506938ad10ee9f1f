import { expect, it } from 'vitest'
import { figuresOf, type Rehearsal } from './statistics.ts'

const rehearsal = (seconds: number, change: Partial<Rehearsal> = {}): Rehearsal => ({
  tour: 'sample',
  by: 'ines',
  startedAt: '2026-11-23T14:00:00.000Z',
  endedAt: '2026-11-23T14:15:00.000Z',
  complete: true,
  seconds,
  steps: { green: seconds / 10 },
  ...change,
})

it('takes the median of what was given to the end', () => {
  const all = [rehearsal(900), rehearsal(1000), rehearsal(60, { complete: false }), rehearsal(10, { tour: 'other' })]
  expect(figuresOf('sample', all)).toEqual({ count: 2, medianSeconds: 950, lastSeconds: 1000, steps: { green: 95 } })
})

it('says nothing of what was never given', () => {
  expect(figuresOf('sample', [])).toEqual({ count: 0, medianSeconds: null, lastSeconds: null, steps: {} })
})
