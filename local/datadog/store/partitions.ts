/**
 * Rows lie in one table per stretch of time, so that retention drops tables instead of deleting rows: a DROP takes a
 * millisecond at any size, a DELETE leaves work to the next checkpoint that stalls the writer for seconds.
 */

/** A stretch of time, `end` excluded. Unix milliseconds. */
export interface Partition {
  start: number
  end: number
}

const minute = 60_000
const shortest = 5 * minute
const longest = 60 * minute

/** A dozen partitions per retention: dropping one gives back about 8 % at once. */
export function partitionLength(maxAgeHours: number): number {
  const twelfth = (maxAgeHours * 60 * minute) / 12
  return Math.min(longest, Math.max(shortest, Math.round(twelfth / minute) * minute))
}

export function partitionOf(time: number, length: number): Partition {
  const start = Math.floor(time / length) * length
  return { start, end: start + length }
}

export function partitionTable(table: string, { start, end }: Partition): string {
  return `${table}__${start / 1000}_${end / 1000}`
}

/** The table and stretch that a partition's table name says, null for any other table. */
export function parsePartitionTable(name: string): { table: string; partition: Partition } | null {
  const match = /^(.+)__(\d+)_(\d+)$/.exec(name)
  if (!match) return null
  const [, table = '', start, end] = match
  return { table, partition: { start: Number(start) * 1000, end: Number(end) * 1000 } }
}

/**
 * The partitions to drop: those that ended before the retention's begin, then the oldest ones while what is left takes
 * more than the bytes allowed. Bytes are shared out by rows, which is close enough: the next round corrects.
 */
export function partitionsToDrop(
  partitions: readonly (Partition & { rows: number })[],
  limits: { before: number; usedBytes: number; maxBytes: number },
): Partition[] {
  const oldestFirst = [...partitions].sort((a, b) => a.end - b.end || a.start - b.start)
  const rows = oldestFirst.reduce((sum, partition) => sum + partition.rows, 0)
  let left = limits.usedBytes
  return oldestFirst.filter(partition => {
    if (partition.end > limits.before && left <= limits.maxBytes) return false
    left -= rows === 0 ? 0 : (limits.usedBytes * partition.rows) / rows
    return true
  })
}
