import type { MetricType } from './rows.ts'
import type { Cell } from './schema.ts'
import type { SqlValue } from './store.ts'

/** What the store asks its worker for, one field per request, and what is answered. */
export interface Requests {
  write: { of: WriteBatch; answer: Usage }
  query: { of: { sql: string; parameters: readonly SqlValue[] }; answer: Columns }
  put: { of: { kind: string; id: string; document: string }; answer: null }
  delete: { of: { kind: string; id: string }; answer: null }
  retain: { of: { before: number; maxBytes: number }; answer: Retained }
  close: { of: null; answer: null }
}
export type RequestKind = keyof Requests

export interface SeriesRecord {
  id: number
  metric: string
  type: MetricType | 'distribution'
  interval: number | null
  tags: readonly string[]
}

/** Rows of one table and partition, by column in the order of the schema. */
export interface Block {
  table: string
  start: number
  end: number
  rows: number
  columns: readonly (readonly Cell[])[]
}

export interface WriteBatch {
  /** New ones, to be written before the values that name them. */
  series: readonly SeriesRecord[]
  /** Ids of series to delete. */
  forget: readonly number[]
  blocks: readonly Block[]
}

export interface Columns {
  names: readonly string[]
  columns: readonly (readonly unknown[])[]
}

export interface Usage {
  rows: Record<string, number>
  bytesOnDisk: number
}

export interface Retained extends Usage {
  /** Begin of the oldest partition left, null with none. */
  oldest: number | null
  /** Series without a value in what is left. */
  forgotten: readonly number[]
}

/** The first message of a worker, once. */
export interface Opened extends Usage {
  series: readonly (SeriesRecord & { lastSeen: number })[]
  documents: readonly { kind: string; id: string; document: string }[]
}

export type FromWorker =
  | { opened: Opened }
  | { failed: string }
  | { id: number; answer: unknown }
  | { id: number; error: string }

export type ToWorker = { [K in RequestKind]: { id: number; kind: K; of: Requests[K]['of'] } }[RequestKind]

/** What a worker is started with. */
export interface WorkerSettings {
  file: string
  memoryMb: number
  threads: number
  /** A CHECKPOINT is made when the write-ahead log has grown to this. */
  checkpointMb: number
}
