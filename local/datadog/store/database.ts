import { stat } from 'node:fs/promises'
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import { appendColumns } from './append.ts'
import { toParameters } from './convert.ts'
import { loadDocuments, loadSeries } from './load.ts'
import { type Partition, parsePartitionTable, partitionsToDrop, partitionTable } from './partitions.ts'
import type { Block, Columns, Opened, Retained, SeriesRecord, Usage, WorkerSettings, WriteBatch } from './protocol.ts'
import { Readers } from './readers.ts'
import { type ColumnType, tables } from './schema.ts'
import type { SqlValue } from './store.ts'

const megabyte = 1024 * 1024
const readers = 3

const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
const listOf = (columns: readonly (readonly [string, ColumnType])[]): string =>
  columns.map(([name, type]) => `${quote(name)} ${type}`).join(', ')
const columnList = (table: string): string =>
  listOf((tables.get(table) ?? []).map(({ name, type }) => [name, type] as const))

const seriesColumns = {
  id: 'INTEGER',
  metric: 'VARCHAR',
  type: 'VARCHAR',
  interval: 'DOUBLE',
  tags: 'VARCHAR[]',
} as const

/** The one owner of the database file: a second instance, even in the same process, would corrupt it. */
export class Database {
  readonly #file: string
  readonly #checkpointBytes: number
  readonly #instance: DuckDBInstance
  readonly #writer: DuckDBConnection
  readonly #readers: Readers
  /** Rows by table of a partition. */
  readonly #partitions = new Map<string, { table: string; partition: Partition; rows: number }>()
  /** Writes, checkpoints and retention one after the other. */
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(settings: WorkerSettings, instance: DuckDBInstance, connections: DuckDBConnection[]) {
    const [writer, ...others] = connections
    if (!writer) throw new Error('A database needs a connection to write')
    this.#file = settings.file
    this.#checkpointBytes = settings.checkpointMb * megabyte
    this.#instance = instance
    this.#writer = writer
    this.#readers = new Readers(others)
  }

  static async open(settings: WorkerSettings): Promise<{ database: Database; opened: Opened }> {
    const instance = await DuckDBInstance.create(settings.file, {
      threads: String(settings.threads),
      memory_limit: `${settings.memoryMb}MB`,
      // Automatic checkpoints run inside a flush and stall it; see `#checkpoint`.
      checkpoint_threshold: '10GB',
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      allow_community_extensions: 'false',
      preserve_insertion_order: 'false',
    })
    const connections = await Promise.all(Array.from({ length: 1 + readers }, () => instance.connect()))
    const database = new Database(settings, instance, connections)
    const opened = await database.#prepare()
    return { database, opened }
  }

  async #prepare(): Promise<Opened> {
    // What is empty for ever gives the views their columns before the first row.
    const base = [...tables.keys()].map(
      table => `CREATE TABLE IF NOT EXISTS ${quote(`${table}__none`)} (${columnList(table)})`,
    )
    const existing = await this.query('SELECT table_name FROM duckdb_tables()')
    for (const name of existing.columns[0] ?? []) {
      const parsed = parsePartitionTable(String(name))
      if (!parsed || !tables.has(parsed.table)) continue
      const counted = await this.query(`SELECT count(*) FROM ${quote(String(name))}`)
      this.#partitions.set(String(name), { ...parsed, rows: Number(counted.columns[0]?.[0]) })
    }
    // One transaction, because each commit waits for the disk.
    await this.#transaction(async () => {
      await this.#writer.run(
        [
          `CREATE TABLE IF NOT EXISTS series (${listOf(Object.entries(seriesColumns))})`,
          'CREATE TABLE IF NOT EXISTS documents (kind VARCHAR, id VARCHAR, document VARCHAR)',
          ...base,
          ...[...tables.keys()].map(table => this.#viewOf(table)),
        ].join(';\n'),
      )
    })
    return {
      ...(await this.#usage()),
      series: await loadSeries(this.#readers),
      documents: await loadDocuments(this.#readers),
    }
  }

  #viewOf(table: string): string {
    const names = [...this.#partitions].filter(([, each]) => each.table === table).map(([name]) => name)
    const union = [`${table}__none`, ...names].map(name => `SELECT * FROM ${quote(name)}`).join(' UNION ALL ')
    return `CREATE OR REPLACE VIEW ${quote(table)} AS ${union}`
  }

  query(sql: string, parameters?: readonly SqlValue[]): Promise<Columns> {
    return this.#readers.query(sql, parameters)
  }

  #exclusively<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#writing.then(task)
    this.#writing = done.catch(() => undefined)
    return done
  }

  async #transaction(task: () => Promise<void>): Promise<void> {
    await this.#writer.run('BEGIN TRANSACTION')
    try {
      await task()
      await this.#writer.run('COMMIT')
    } catch (error) {
      await this.#writer.run('ROLLBACK')
      throw error
    }
  }

  /** Durable when it resolves: DuckDB syncs its write-ahead log with each commit. */
  write(batch: WriteBatch): Promise<Usage> {
    return this.#exclusively(async () => {
      const created: string[] = []
      try {
        await this.#transaction(async () => {
          for (const block of batch.blocks) {
            const name = await this.#partitionFor(block)
            if (name.created) created.push(name.table)
          }
          if (batch.forget.length > 0) {
            const { values, types } = toParameters([batch.forget])
            await this.#writer.run('DELETE FROM series WHERE id IN (SELECT unnest($1))', values, types)
          }
          if (batch.series.length > 0) await this.#appendSeries(batch.series)
          for (const block of batch.blocks) await this.#append(block)
        })
      } catch (error) {
        for (const name of created) this.#partitions.delete(name)
        throw error
      }
      for (const block of batch.blocks) {
        const partition = this.#partitions.get(partitionTable(block.table, block))
        if (partition) partition.rows += block.rows
      }
      await this.#checkpoint()
      return this.#usage()
    })
  }

  async #partitionFor(block: Block): Promise<{ table: string; created: boolean }> {
    const name = partitionTable(block.table, block)
    if (this.#partitions.has(name)) return { table: name, created: false }
    await this.#writer.run(`CREATE TABLE ${quote(name)} (${columnList(block.table)})`)
    this.#partitions.set(name, { table: block.table, partition: { start: block.start, end: block.end }, rows: 0 })
    await this.#writer.run(this.#viewOf(block.table))
    return { table: name, created: true }
  }

  #appendSeries(series: readonly SeriesRecord[]): Promise<void> {
    const columns = [
      series.map(each => each.id),
      series.map(each => each.metric),
      series.map(each => each.type),
      series.map(each => each.interval),
      series.map(each => each.tags),
    ]
    return appendColumns(this.#writer, 'series', Object.values(seriesColumns), columns, series.length)
  }

  #append(block: Block): Promise<void> {
    const types = (tables.get(block.table) ?? []).map(({ type }) => type)
    return appendColumns(this.#writer, partitionTable(block.table, block), types, block.columns, block.rows)
  }

  async #checkpoint(): Promise<void> {
    if ((await size(`${this.#file}.wal`)) >= this.#checkpointBytes) await this.#writer.run('CHECKPOINT')
  }

  putDocument(document: { kind: string; id: string; document: string }): Promise<null> {
    return this.#changeDocument(document, async () => {
      await this.#writer.run('INSERT INTO documents VALUES ($1, $2, $3)', [
        document.kind,
        document.id,
        document.document,
      ])
    })
  }

  deleteDocument(key: { kind: string; id: string }): Promise<null> {
    return this.#changeDocument(key, async () => undefined)
  }

  #changeDocument({ kind, id }: { kind: string; id: string }, insert: () => Promise<void>): Promise<null> {
    return this.#exclusively(async () => {
      await this.#transaction(async () => {
        await this.#writer.run('DELETE FROM documents WHERE kind = $1 AND id = $2', [kind, id])
        await insert()
      })
      return null
    })
  }

  /** Drops whole partitions, and forgets series that have no value left. */
  retain({ before, maxBytes }: { before: number; maxBytes: number }): Promise<Retained> {
    return this.#exclusively(async () => {
      const usedBytes = await this.#usedBytes()
      const stretches = this.#stretches()
      const dropped = partitionsToDrop(stretches, { before, usedBytes, maxBytes })
      const forgotten: number[] = []
      if (dropped.length > 0) {
        await this.#drop(dropped)
        const { columns } = await this.query(
          `SELECT id FROM series WHERE id NOT IN (SELECT series_id FROM point_values)
             AND id NOT IN (SELECT series_id FROM distribution_values)`,
        )
        for (const id of columns[0] ?? []) forgotten.push(Number(id))
        await this.#writer.run('CHECKPOINT')
      }
      const starts = this.#stretches().map(({ start }) => start)
      return { ...(await this.#usage()), oldest: starts.length > 0 ? Math.min(...starts) : null, forgotten }
    })
  }

  /** The stretches of all tables together, with the rows in them. */
  #stretches(): (Partition & { rows: number })[] {
    const stretches = new Map<string, Partition & { rows: number }>()
    for (const { partition, rows } of this.#partitions.values()) {
      const key = `${partition.start}-${partition.end}`
      stretches.set(key, { ...partition, rows: rows + (stretches.get(key)?.rows ?? 0) })
    }
    return [...stretches.values()]
  }

  async #drop(stretches: readonly Partition[]): Promise<void> {
    const gone = new Set(stretches.map(({ start, end }) => `${start}-${end}`))
    const names = [...this.#partitions].filter(([, { partition }]) => gone.has(`${partition.start}-${partition.end}`))
    for (const [name] of names) this.#partitions.delete(name)
    await this.#transaction(async () => {
      for (const table of new Set(names.map(([, each]) => each.table))) await this.#writer.run(this.#viewOf(table))
      for (const [name] of names) await this.#writer.run(`DROP TABLE ${quote(name)}`)
    })
  }

  /** Without the free blocks inside the file, which never shrinks but is filled again. */
  async #usedBytes(): Promise<number> {
    const { names, columns } = await this.query('PRAGMA database_size')
    const of = (name: string) => Number(columns[names.indexOf(name)]?.[0] ?? 0)
    return of('used_blocks') * of('block_size') + (await size(`${this.#file}.wal`))
  }

  async #usage(): Promise<Usage> {
    const rows: Record<string, number> = {}
    for (const { table, rows: more } of this.#partitions.values()) rows[table] = (rows[table] ?? 0) + more
    return { rows, bytesOnDisk: (await size(this.#file)) + (await size(`${this.#file}.wal`)) }
  }

  close(): Promise<null> {
    return this.#exclusively(async () => {
      await this.#writer.run('CHECKPOINT')
      this.#readers.close()
      this.#writer.closeSync()
      this.#instance.closeSync()
      return null
    })
  }
}

/** Bytes of a file, 0 where there is none. */
async function size(file: string): Promise<number> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 0
    throw error
  }
}
