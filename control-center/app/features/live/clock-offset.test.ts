import { expect, it } from 'vitest'
import { clockOffset } from './clock-offset.ts'

const server = (ms: number) => new Date(ms).toISOString()

it('takes the first measurement and keeps it while messages only travel', () => {
  const offset = clockOffset(null, server(10_000), 4_000)
  expect(offset).toBe(6_000)
  expect(clockOffset(offset, server(20_000), 14_900)).toBe(6_000)
})

it('follows a clock that was set', () => {
  expect(clockOffset(6_000, server(100_000), 20_000)).toBe(80_000)
})
