import { expect, test } from 'vitest'
import type { WriteBatch } from './protocol.ts'
import type { PointRow } from './rows.ts'
import { SeriesIndex } from './series-index.ts'
import { WriteQueue } from './write-queue.ts'

const point = (metric: string): PointRow => ({ time: 0, metric, type: 'gauge', tags: [], value: 1 })

/** A queue whose writes end when they are told to. */
function queueOf(limits: { maxBytes?: number; batchBytes?: number } = {}) {
  const writes: { batch: WriteBatch; end: (error?: Error) => void }[] = []
  const lost: WriteBatch[] = []
  const queue = new WriteQueue({
    index: new SeriesIndex([]),
    partitionLength: 60_000,
    maxBytes: limits.maxBytes ?? 1000,
    batchBytes: limits.batchBytes ?? 1000,
    // Longer than the test: only flush() writes.
    flushEveryMs: 60_000,
    write: batch =>
      new Promise<void>((resolve, reject) => {
        writes.push({ batch, end: error => (error ? reject(error) : resolve()) })
      }),
    onWritten: () => {},
    onLost: batch => lost.push(batch),
  })
  return { queue, writes, lost }
}
const metricsOf = (batch: WriteBatch | undefined) => batch?.series.map(each => each.metric)
const turn = () => new Promise(resolve => setImmediate(resolve))

test('one batch is written at a time, what comes meanwhile makes the next', async () => {
  const { queue, writes } = queueOf()
  queue.add('points', [point('a')], 0)
  const first = queue.flush()
  queue.add('points', [point('b'), point('c')], 0)
  const second = queue.flush()
  await turn()
  expect(writes.map(({ batch }) => metricsOf(batch))).toEqual([['a']])
  expect(queue.rows).toBe(3)
  writes[0]?.end()
  await first
  expect(writes.map(({ batch }) => metricsOf(batch))).toEqual([['a'], ['b', 'c']])
  writes[1]?.end()
  await second
  expect(queue.rows).toBe(0)
})

test('a batch that is large enough goes without waiting; too much in all is refused', async () => {
  const { queue, writes } = queueOf({ batchBytes: 24, maxBytes: 48 })
  expect(queue.full).toBe(false)
  queue.add('points', [point('a')], 0)
  queue.add('points', [point('b')], 0)
  expect(queue.full).toBe(true)
  await turn()
  expect(writes).toHaveLength(1)
  writes[0]?.end()
  await turn()
  expect(writes).toHaveLength(2)
  writes[1]?.end()
  await queue.flush()
  expect(queue.full).toBe(false)
})

test('the series of a lost batch go with the next one, their ids being in use', async () => {
  const { queue, writes, lost } = queueOf()
  queue.add('points', [point('a')], 0)
  const first = queue.flush()
  await turn()
  writes[0]?.end(new Error('disk full'))
  await first
  expect(lost.map(metricsOf)).toEqual([['a']])
  queue.add('points', [point('a')], 0)
  const second = queue.flush()
  await turn()
  expect(metricsOf(writes[1]?.batch)).toEqual(['a'])
  writes[1]?.end()
  await second
})
