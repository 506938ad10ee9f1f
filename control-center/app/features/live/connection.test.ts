import { expect, it } from 'vitest'
import { CONNECTING, lost, opened, reconnectDelay } from './connection.ts'

it('remembers since when the numbers stand still, over all attempts', () => {
  const first = lost(opened(), 1_000)
  const second = lost(first, 5_000)
  expect(second).toEqual({ status: 'lost', lostAt: 1_000, attempt: 2 })
  expect(opened()).toEqual({ status: 'open', lostAt: null, attempt: 0 })
  expect(lost(CONNECTING, 7)).toMatchObject({ lostAt: 7, attempt: 1 })
})

it('waits longer each time, never more than ten seconds', () => {
  expect([1, 2, 3, 4, 5, 6, 20].map(attempt => reconnectDelay(attempt, 0))).toEqual([
    500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000,
  ])
  expect(reconnectDelay(3, 1)).toBe(1_500)
})
