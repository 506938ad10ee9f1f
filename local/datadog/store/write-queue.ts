import { Pending } from './pending.ts'
import type { WriteBatch } from './protocol.ts'
import type { Rows, Table } from './rows.ts'
import type { SeriesIndex } from './series-index.ts'

export interface WriteQueueOptions {
  index: SeriesIndex
  partitionLength: number
  /** Rows are refused while this much waits. */
  maxBytes: number
  /** A batch is no larger, so that one message to the worker stays small. */
  batchBytes: number
  flushEveryMs: number
  write(batch: WriteBatch): Promise<unknown>
  /** A batch is in the database; `since` is when its oldest row came, Unix milliseconds. */
  onWritten(since: number | null): void
  onLost(batch: WriteBatch, error: unknown): void
}

/** Collects rows into batches and writes one after the other: what comes meanwhile waits, up to a limit. */
export class WriteQueue {
  readonly #options: WriteQueueOptions
  #open: Pending
  /** Full, or closed by a flush; the first may be on its way. */
  readonly #sealed: Pending[] = []
  #sealedEver = 0
  #writtenEver = 0
  #writing: Promise<void> = Promise.resolve()
  #timer: NodeJS.Timeout | null = null

  constructor(options: WriteQueueOptions) {
    this.#options = options
    this.#open = new Pending(options.index, options.partitionLength)
  }

  get rows(): number {
    return this.#sealed.reduce((sum, batch) => sum + batch.rows, this.#open.rows)
  }

  get #bytes(): number {
    return this.#sealed.reduce((sum, batch) => sum + batch.bytes, this.#open.bytes)
  }

  get full(): boolean {
    return this.#bytes >= this.#options.maxBytes
  }

  add<T extends Table>(table: T, rows: readonly Rows[T][], now: number): void {
    this.#open.add(table, rows, now)
    if (this.#open.bytes >= this.#options.batchBytes) void this.flush()
    else if (!this.#open.empty) this.#soon()
  }

  forget(series: readonly number[]): void {
    if (series.length === 0) return
    this.#open.forget(series)
    this.#soon()
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.flush(), this.#options.flushEveryMs)
  }

  /** Resolves when everything added before is written. */
  flush(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    if (!this.#open.empty) {
      this.#sealed.push(this.#open)
      this.#sealedEver += 1
      this.#open = new Pending(this.#options.index, this.#options.partitionLength)
    }
    const upTo = this.#sealedEver
    this.#writing = this.#writing.then(() => this.#writeUpTo(upTo))
    return this.#writing
  }

  async #writeUpTo(count: number): Promise<void> {
    while (this.#writtenEver < count) {
      const [next] = this.#sealed
      if (!next) return
      const batch = next.batch()
      try {
        await this.#options.write(batch)
        this.#options.onWritten(next.since)
      } catch (error) {
        // Their ids are in use: the series themselves go with the next batch.
        this.#open.keep(batch.series)
        this.#options.onLost(batch, error)
      }
      this.#sealed.shift()
      this.#writtenEver += 1
    }
  }
}
