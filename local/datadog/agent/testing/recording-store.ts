import type { Rows, Table } from '../../store/rows.ts'
import type { Store } from '../../store/store.ts'

type Recorded = { [T in Table]?: Rows[T][] }

/** A store that keeps what is appended in memory, or has no room at all; nothing else of it works. */
export function recordingStore({ full = false } = {}): { store: Store; rows: Recorded } {
  const rows: Recorded = {}
  const unexpected = () => {
    throw new Error('This store only takes rows.')
  }
  return {
    rows,
    store: {
      append(table, added) {
        if (full) return false
        rows[table] ??= []
        ;(rows[table] as unknown[]).push(...added)
        return true
      },
      query: unexpected,
      settled: async () => undefined,
      series: unexpected,
      metrics: unexpected,
      documents: { list: unexpected, get: unexpected, put: unexpected, delete: unexpected },
      figures: unexpected,
      close: async () => undefined,
    },
  }
}
