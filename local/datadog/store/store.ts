import type { MetricType, Rows, Table } from './rows.ts'

export type SqlValue = string | number | bigint | boolean | null | readonly string[] | readonly number[]

/** A metric with one set of tags. */
export interface Series {
  id: number
  metric: string
  /** `distribution` series lie in the table `distribution_values`, the others in `point_values`. */
  type: MetricType | 'distribution'
  interval: number | null
  tags: readonly string[]
  /** Unix milliseconds of the newest value. */
  lastSeen: number
}

/** Objects that the API creates and returns: monitors, SLOs, dashboards … They outlive retention. */
export interface Documents {
  list<T>(kind: string): T[]
  get<T>(kind: string, id: string): T | null
  /** Resolves when it is durable. */
  put<T>(kind: string, id: string, document: T): Promise<void>
  delete(kind: string, id: string): Promise<boolean>
}

export interface StoreFigures {
  rows: Record<string, number>
  queued: number
  dropped: Record<string, number>
  /** Between a row's arrival and its being visible to queries, of the last flush. */
  lagMs: number
  bytesOnDisk: number
}

/**
 * The analytical store. Rows are queued, and written by one worker thread that owns the database; they are visible to
 * queries within half a second.
 */
export interface Store {
  /** Queues rows. False, with nothing queued, when the queue is full: the sender is to be told to try again. */
  append<T extends Table>(table: T, rows: readonly Rows[T][]): boolean
  /** Runs one SELECT of DuckDB SQL with `$1 …` parameters; columns come back under their snake_case names. */
  query<R extends object>(sql: string, parameters?: readonly SqlValue[]): Promise<R[]>
  /** Resolves when everything appended before is visible. */
  settled(): Promise<void>
  /** All series of a metric, from memory. */
  series(metric: string): readonly Series[]
  /** Names of all metrics that have a value in retention, sorted. */
  metrics(): string[]
  documents: Documents
  figures(): StoreFigures
  close(): Promise<void>
}
