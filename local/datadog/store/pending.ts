import { partitionOf } from './partitions.ts'
import type { Block, SeriesRecord, WriteBatch } from './protocol.ts'
import type { Rows, Table } from './rows.ts'
import { type Cell, rowTables } from './schema.ts'
import type { SeriesIndex } from './series-index.ts'

interface OpenBlock extends Block {
  columns: Cell[][]
}

/** A cell's share of the queue, roughly what it takes in memory. */
function bytesOf(cell: Cell): number {
  if (typeof cell === 'string') return 16 + cell.length
  if (cell instanceof Uint8Array) return cell.byteLength
  if (cell !== null && typeof cell === 'object') return 16 + 8 * cell.length
  return 8
}

/** Rows on their way to the worker, already by table, partition and column: less memory than the rows themselves. */
export class Pending {
  readonly #blocks = new Map<string, OpenBlock>()
  readonly #series: SeriesRecord[] = []
  readonly #forget: number[] = []
  readonly #index: SeriesIndex
  readonly #partitionLength: number
  rows = 0
  bytes = 0
  /** When the oldest row came, Unix milliseconds; null with none. */
  since: number | null = null

  constructor(index: SeriesIndex, partitionLength: number) {
    this.#index = index
    this.#partitionLength = partitionLength
  }

  get empty(): boolean {
    return this.rows === 0 && this.#forget.length === 0 && this.#series.length === 0
  }

  add<T extends Table>(table: T, rows: readonly Rows[T][], now: number): void {
    if (rows.length === 0) return
    this.since ??= now
    if (table === 'points') for (const row of rows as readonly Rows['points'][]) this.#addPoint(row)
    else if (table === 'distributions') {
      for (const row of rows as readonly Rows['distributions'][]) this.#addDistribution(row)
    } else this.#addRows(table as Exclude<Table, 'points' | 'distributions'>, rows as never)
  }

  #addPoint({ metric, type, tags, time, value, interval }: Rows['points']): void {
    const id = this.#seriesId({ metric, type, interval: type === 'gauge' ? null : (interval ?? null), tags }, time)
    this.#push('point_values', time, [id, time, value])
  }

  #addDistribution({ metric, tags, time, values }: Rows['distributions']): void {
    const id = this.#seriesId({ metric, type: 'distribution', interval: null, tags }, time)
    for (const value of values) this.#push('distribution_values', time, [id, time, value])
  }

  #seriesId(identity: Omit<SeriesRecord, 'id'>, time: number): number {
    const { id, created } = this.#index.resolve(identity, time)
    if (created) this.#series.push(created)
    return id
  }

  #addRows<T extends Exclude<Table, 'points' | 'distributions'>>(table: T, rows: readonly Rows[T][]): void {
    const { name, columns } = rowTables[table]
    for (const row of rows) {
      this.#push(
        name,
        row.time,
        columns.map(column => column.of(row)),
      )
    }
  }

  #push(table: string, time: number, cells: readonly Cell[]): void {
    const { start, end } = partitionOf(time, this.#partitionLength)
    const key = `${table} ${start}`
    let block = this.#blocks.get(key)
    if (!block) {
      block = { table, start, end, rows: 0, columns: cells.map(() => []) }
      this.#blocks.set(key, block)
    }
    for (const [at, cell] of cells.entries()) {
      block.columns[at]?.push(cell)
      this.bytes += bytesOf(cell)
    }
    block.rows += 1
    this.rows += 1
  }

  /** Series of a batch that was lost. */
  keep(series: readonly SeriesRecord[]): void {
    this.#series.push(...series)
  }

  forget(ids: readonly number[]): void {
    this.#forget.push(...ids)
  }

  batch(): WriteBatch {
    return { series: this.#series, forget: this.#forget, blocks: [...this.#blocks.values()] }
  }
}
