import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { every } from './schedule.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

it('keeps its rhythm, whatever a run takes, and goes on after a failure', async () => {
  const times: number[] = []
  const errors: unknown[] = []
  const began = performance.now()
  const schedule = every({
    everyMs: 100,
    work: async () => {
      times.push(performance.now() - began)
      if (times.length === 2) throw new Error('once')
      await new Promise(resolve => setTimeout(resolve, times.length === 3 ? 150 : 30))
    },
    onError: error => errors.push(error),
  })
  await vi.advanceTimersByTimeAsync(450)
  expect(times).toEqual([0, 100, 200, 400])
  expect(errors).toHaveLength(1)
  const closed = schedule.close()
  await vi.advanceTimersByTimeAsync(1000)
  await closed
  expect(times).toHaveLength(4)
})
