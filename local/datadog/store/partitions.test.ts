import { expect, test } from 'vitest'
import { parsePartitionTable, partitionLength, partitionOf, partitionsToDrop, partitionTable } from './partitions.ts'

const minute = 60_000

test('a retention has about a dozen partitions, between five minutes and an hour each', () => {
  expect(partitionLength(4)).toBe(20 * minute)
  expect(partitionLength(0.1)).toBe(5 * minute)
  expect(partitionLength(1000)).toBe(60 * minute)
})

test("a partition's table name says what it holds", () => {
  const partition = partitionOf(1_700_000_000_123, 20 * minute)
  expect(partition).toEqual({ start: 1_699_999_200_000, end: 1_700_000_400_000 })
  expect(parsePartitionTable(partitionTable('point_values', partition))).toEqual({ table: 'point_values', partition })
  expect(parsePartitionTable('spans__none')).toBeNull()
})

const three = [0, 1, 2].map(at => ({ start: at * 100, end: (at + 1) * 100, rows: 10 }))

test('partitions are dropped once they ended before the retention, oldest first', () => {
  expect(partitionsToDrop(three, { before: 199, usedBytes: 0, maxBytes: 1 }).map(each => each.start)).toEqual([0])
  expect(partitionsToDrop(three, { before: 200, usedBytes: 0, maxBytes: 1 }).map(each => each.start)).toEqual([0, 100])
})

test('as many old partitions are dropped as bytes are too many', () => {
  expect(partitionsToDrop(three, { before: 0, usedBytes: 300, maxBytes: 300 })).toEqual([])
  expect(partitionsToDrop(three, { before: 0, usedBytes: 300, maxBytes: 250 }).map(each => each.start)).toEqual([0])
  expect(partitionsToDrop(three, { before: 0, usedBytes: 300, maxBytes: 150 }).map(each => each.start)).toEqual([
    0, 100,
  ])
})
