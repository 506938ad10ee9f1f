import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { documentsOf } from './documents.ts'
import { partitionLength } from './partitions.ts'
import type { Usage } from './protocol.ts'
import type { Rows, Table } from './rows.ts'
import { SeriesIndex } from './series-index.ts'
import type { SqlValue, Store, StoreFigures } from './store.ts'
import { WorkerClient } from './worker-client.ts'
import { WriteQueue } from './write-queue.ts'

export interface StoreOptions {
  /** Made when it does not exist; one process at a time. */
  folder: string
  /** Rows older than this are dropped, a partition at a time. */
  maxAgeHours: number
  /** The oldest partitions are dropped when the data takes more. */
  maxDiskMb: number
  /** Of the database's own buffers; the process takes about 100 MB beside them. Default 192. */
  memoryMb?: number
  /** Threads of a query. Default 2. */
  threads?: number
  flushEveryMs?: number
  retainEveryMs?: number
  /** Rows wait in memory up to this, some ten seconds of a high rate. Default 32. */
  queueMb?: number
  /** The built worker. */
  worker?: URL
  now?: () => number
  /** Told when a batch was lost. Default: written to stderr. */
  onError?: (error: Error) => void
}

const megabyte = 1024 * 1024
const hour = 3_600_000
/** Clocks of browsers run fast; more than this would outlive its retention. */
const future = hour

/** Opens the store in a worker thread. Rejects when the folder's database belongs to another process. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const now = options.now ?? Date.now
  const onError = options.onError ?? (error => console.error(error.message))
  const maxAge = options.maxAgeHours * hour
  const length = partitionLength(options.maxAgeHours)

  await mkdir(options.folder, { recursive: true })
  // Where the bundle main.js finds it: bundles lie below dist/ as the sources lie.
  const script = options.worker ?? new URL('./store/worker.js', import.meta.url)
  const settings = {
    file: join(options.folder, 'telemetry.duckdb'),
    memoryMb: options.memoryMb ?? 192,
    threads: options.threads ?? 2,
    checkpointMb: 16,
  }
  const { client, opened } = await WorkerClient.start(script, settings, error => {
    // Nothing can be taken or answered any more. Uncaught, so that the process ends and says why.
    throw error
  })
  const index = new SeriesIndex(opened.series)
  const documents = documentsOf(opened.documents, {
    put: stored => client.ask('put', stored),
    delete: key => client.ask('delete', key),
  })

  let usage: Usage = opened
  let lagMs = 0
  let closed = false
  const dropped: Record<string, number> = {}
  const drop = (table: string, rows: number) => {
    dropped[table] = (dropped[table] ?? 0) + rows
  }
  const queue = new WriteQueue({
    index,
    partitionLength: length,
    maxBytes: (options.queueMb ?? 32) * megabyte,
    batchBytes: 2 * megabyte,
    flushEveryMs: options.flushEveryMs ?? 250,
    async write(batch) {
      usage = await client.ask('write', batch)
    },
    onWritten(since) {
      if (since !== null) lagMs = now() - since
    },
    onLost({ blocks }, cause) {
      for (const block of blocks) drop(block.table, block.rows)
      onError(new Error('A batch of rows was lost', { cause }))
    },
  })

  async function retain(): Promise<void> {
    const before = now() - maxAge
    try {
      const retained = await client.ask('retain', { before, maxBytes: options.maxDiskMb * megabyte })
      usage = retained
      queue.forget(index.forget(retained.forgotten, retained.oldest ?? before))
    } catch (error) {
      if (!closed) onError(new Error('Old rows could not be dropped', { cause: error }))
    }
  }

  /** Rows too old to keep or too far ahead are counted as dropped: sending them again would not help. */
  function inTime<T extends Table>(table: T, rows: readonly Rows[T][]): readonly Rows[T][] {
    const from = now() - maxAge - length
    const to = now() + future
    const kept = rows.every(row => row.time >= from && row.time <= to)
      ? rows
      : rows.filter(row => row.time >= from && row.time <= to)
    if (kept.length < rows.length) drop(table, rows.length - kept.length)
    return kept
  }

  await retain()
  const retention = setInterval(retain, options.retainEveryMs ?? 60_000)
  retention.unref()

  return {
    append(table, rows) {
      if (closed) return false
      if (queue.full) {
        drop(table, rows.length)
        return false
      }
      queue.add(table, inTime(table, rows), now())
      return true
    },
    async query<R extends object>(sql: string, parameters: readonly SqlValue[] = []) {
      const { names, columns } = await client.ask('query', { sql, parameters })
      const rows = columns[0]?.length ?? 0
      return Array.from(
        { length: rows },
        (_, at) => Object.fromEntries(names.map((name, column) => [name, columns[column]?.[at]])) as R,
      )
    },
    settled: () => queue.flush(),
    series: metric => index.of(metric),
    metrics: () => index.metrics(),
    documents,
    figures(): StoreFigures {
      return {
        rows: usage.rows,
        queued: queue.rows,
        dropped: { ...dropped },
        lagMs,
        bytesOnDisk: usage.bytesOnDisk,
      }
    },
    async close() {
      if (closed) return
      closed = true
      clearInterval(retention)
      await queue.flush()
      await client.close()
    },
  }
}
