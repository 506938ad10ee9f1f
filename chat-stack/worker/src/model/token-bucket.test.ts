import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fullBucket, takeToken } from './token-bucket.ts'

test('the first call goes at once, the others at the rate', () => {
  let bucket = fullBucket(0)
  const waits = [0, 0, 0, 4_000].map(now => {
    const [next, wait] = takeToken(bucket, 2, now)
    bucket = next
    return wait
  })
  expect(waits).toEqual([0, 500, 1_000, 0])
})

test('never more calls in a window than the rate allows, plus one', () => {
  const gaps = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 60 })
  fc.assert(
    fc.property(gaps, fc.integer({ min: 1, max: 20 }), (pauses, rate) => {
      let bucket = fullBucket(0)
      let now = 0
      const starts = pauses.map(pause => {
        now += pause
        const [next, wait] = takeToken(bucket, rate, now)
        bucket = next
        return now + wait
      })
      for (const start of starts) {
        const within = starts.filter(other => other >= start && other < start + 1_000).length
        expect(within).toBeLessThanOrEqual(rate + 1)
      }
    }),
  )
})
