import { ApiError } from '../api/context.ts'
import type { Rows, Table } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import type { Figures } from './figures.ts'

/** Appends rows that somebody waits for with an answer; `status` is that of the answer when the store refuses. */
export function appendOrRefuse<T extends Table>(
  { store, figures, status = 503 }: { store: Store; figures: Figures; status?: 429 | 503 },
  table: T,
  rows: readonly Rows[T][],
): void {
  if (rows.length === 0) return
  if (!store.append(table, rows)) {
    figures.dropped(table, rows.length, `refused with ${status}: the store is full`)
    throw new ApiError(status, ['There is no room at the moment; try again'])
  }
  figures.accepted(table, rows.length)
}
