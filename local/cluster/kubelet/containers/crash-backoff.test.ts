import { describe, expect, it } from 'vitest'
import { CrashBackoff, formatDelay } from './crash-backoff.ts'

/** Crashes a container again and again, `runsFor` after each start; the delays before each restart. */
function delays(crashes: number, runsFor = 1_000): number[] {
  const backoff = new CrashBackoff()
  const found: number[] = []
  let now = 0
  for (let crash = 0; crash < crashes; crash++) {
    const finishedAt = now + runsFor
    const until = backoff.waitUntil('c', finishedAt, finishedAt) ?? finishedAt
    found.push((until - finishedAt) / 1000)
    now = until
    backoff.restarted('c', finishedAt, now)
  }
  return found
}

describe('delays between restarts', () => {
  it('are none at first, then 10 s, doubling up to 300 s', () => {
    expect(delays(9)).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300])
  })

  it('begin anew after more than ten minutes without a crash', () => {
    expect(delays(3, 601_000)).toEqual([0, 0, 0])
    expect(delays(3, 599_000)).toEqual([0, 10, 20])
  })

  it('are printed as Go prints durations', () => {
    expect([10_000, 80_000, 300_000].map(formatDelay)).toEqual(['10s', '1m20s', '5m0s'])
  })
})
