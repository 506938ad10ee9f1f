import { afterEach, expect, test } from 'vitest'
import type { Store } from './store.ts'
import { openTestStore } from './testing.ts'

const open: Store[] = []
afterEach(async () => {
  for (const store of open.splice(0)) await store.close()
})

test('points come back with their series', async () => {
  const store = await openTestStore()
  open.push(store)
  expect(
    store.append('points', [
      { time: 1_700_000_000_000, metric: 'a.b', type: 'count', tags: ['env:x'], value: 2.5, interval: 10 },
      { time: 1_700_000_010_000, metric: 'a.b', type: 'count', tags: ['env:x'], value: 3, interval: 10 },
    ]),
  ).toBe(true)
  await store.settled()
  expect(store.metrics()).toEqual(['a.b'])
  expect(store.series('a.b')).toEqual([
    { id: 1, metric: 'a.b', type: 'count', interval: 10, tags: ['env:x'], lastSeen: 1_700_000_010_000 },
  ])
  expect(
    await store.query(
      'SELECT series_id, time, value FROM point_values WHERE time >= $1 ORDER BY time',
      [1_700_000_000_000],
    ),
  ).toEqual([
    { series_id: 1, time: 1_700_000_000_000, value: 2.5 },
    { series_id: 1, time: 1_700_000_010_000, value: 3 },
  ])
})
