import type { DuckDBConnection } from '@duckdb/node-api'
import { fromSql, toParameters } from './convert.ts'
import type { Columns } from './protocol.ts'
import type { SqlValue } from './store.ts'

/** Connections for queries: a connection runs one at a time, what finds none free waits for its turn. */
export class Readers {
  readonly #idle: DuckDBConnection[]
  readonly #waiting: ((reader: DuckDBConnection) => void)[] = []

  constructor(connections: readonly DuckDBConnection[]) {
    this.#idle = [...connections]
  }

  async query(sql: string, parameters: readonly SqlValue[] = []): Promise<Columns> {
    const reader = this.#idle.pop() ?? (await new Promise<DuckDBConnection>(resolve => this.#waiting.push(resolve)))
    try {
      const { values, types } = toParameters(parameters)
      const result = await reader.run(sql, values, types)
      const columns = await result.getColumnsJS()
      return { names: result.deduplicatedColumnNames(), columns: columns.map(values => values.map(fromSql)) }
    } finally {
      const next = this.#waiting.shift()
      if (next) next(reader)
      else this.#idle.push(reader)
    }
  }

  close(): void {
    for (const reader of this.#idle) reader.closeSync()
  }
}
