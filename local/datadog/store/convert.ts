import {
  BIGINT,
  BLOB,
  BOOLEAN,
  blobValue,
  DOUBLE,
  type DuckDBType,
  type DuckDBValue,
  INTEGER,
  LIST,
  listValue,
  SQLNULL,
  VARCHAR,
} from '@duckdb/node-api'
import type { Cell, ColumnType } from './schema.ts'
import type { SqlValue } from './store.ts'

export const duckdbTypes: Readonly<Record<ColumnType, DuckDBType>> = {
  BIGINT,
  INTEGER,
  DOUBLE,
  BOOLEAN,
  VARCHAR,
  BLOB,
  'VARCHAR[]': LIST(VARCHAR),
}

/** A cell as a vector of its type takes it. */
export function toValue(cell: Cell, type: ColumnType): DuckDBValue {
  if (cell === null) return null
  if (type === 'BIGINT' && typeof cell === 'number') return BigInt(Math.round(cell))
  if (cell instanceof Uint8Array) return blobValue(cell)
  if (typeof cell === 'object') return listValue(cell)
  return cell
}

/** Parameters with the types that they are bound as: whole numbers stay whole, so comparisons with times prune. */
export function toParameters(parameters: readonly SqlValue[]): { values: DuckDBValue[]; types: DuckDBType[] } {
  const bound = parameters.map(toParameter)
  return { values: bound.map(({ value }) => value), types: bound.map(({ type }) => type) }
}

function toParameter(value: SqlValue): { value: DuckDBValue; type: DuckDBType } {
  switch (typeof value) {
    case 'bigint':
      return { value, type: BIGINT }
    case 'number':
      return Number.isSafeInteger(value) ? { value: BigInt(value), type: BIGINT } : { value, type: DOUBLE }
    case 'string':
      return { value, type: VARCHAR }
    case 'boolean':
      return { value, type: BOOLEAN }
  }
  if (value === null) return { value, type: SQLNULL }
  if (value.every(each => typeof each === 'string')) return { value: listValue(value), type: LIST(VARCHAR) }
  return value.every(each => Number.isSafeInteger(each))
    ? { value: listValue(value.map(each => BigInt(each))), type: LIST(BIGINT) }
    : { value: listValue(value), type: LIST(DOUBLE) }
}

/** Whole numbers come as numbers where they fit, as bigint where they do not (nanoseconds since 1970 do not). */
export function fromSql(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  return Array.isArray(value) ? value.map(fromSql) : value
}
