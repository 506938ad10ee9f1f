import { type DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { duckdbTypes, toValue } from './convert.ts'
import type { Cell, ColumnType } from './schema.ts'

/** A data chunk of DuckDB holds no more rows than this. */
const chunkRows = 2048

/** Appends rows, given by column, to a table; part of the transaction that the connection is in. */
export async function appendColumns(
  connection: DuckDBConnection,
  table: string,
  types: readonly ColumnType[],
  columns: readonly (readonly Cell[])[],
  rows: number,
): Promise<void> {
  const appender = await connection.createAppender(table)
  try {
    for (let from = 0; from < rows; from += chunkRows) {
      const size = Math.min(chunkRows, rows - from)
      const chunk = DuckDBDataChunk.create(
        types.map(type => duckdbTypes[type]),
        size,
      )
      for (const [at, type] of types.entries()) {
        const cells = columns[at]?.slice(from, from + size) ?? []
        chunk.setColumnValues(
          at,
          cells.map(cell => toValue(cell, type)),
        )
      }
      appender.appendDataChunk(chunk)
    }
    appender.flushSync()
  } finally {
    appender.closeSync()
  }
}
