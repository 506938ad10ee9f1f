import { expect, test } from 'vitest'
import { Tally } from './tally.ts'

test('counts in total and by windows of ten seconds', () => {
  const tally = new Tally()
  tally.add('scheduled', 1_000)
  tally.add('sent', 9_999)
  tally.add('ok', 10_000)
  expect(tally.totals).toEqual({ scheduled: 1, sent: 1, ok: 1, failed: 0, timedOut: 0 })
  expect(tally.windows).toEqual([
    { start: '1970-01-01T00:00:00.000Z', seconds: 10, scheduled: 1, sent: 1, ok: 0, failed: 0, timedOut: 0 },
    { start: '1970-01-01T00:00:10.000Z', seconds: 10, scheduled: 0, sent: 0, ok: 1, failed: 0, timedOut: 0 },
  ])
})

test('keeps the newest ten minutes', () => {
  const tally = new Tally()
  for (let window = 0; window < 1_000; window += 1) tally.add('sent', window * 10_000)
  expect(tally.windows).toHaveLength(60)
  expect(tally.windows.at(-1)?.start).toBe(new Date(9_990_000).toISOString())
  expect(tally.totals.sent).toBe(1_000)
})
