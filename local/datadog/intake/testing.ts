import type { Rows, Table } from '../store/rows.ts'
import type { Documents, Store } from '../store/store.ts'

/** A store for tests of what is written: rows lie in plain lists. It answers no SQL. */
export class MemoryStore implements Store {
  readonly rows: { [T in Table]?: Rows[T][] } = {}
  /** Refuse everything, as a full queue does. */
  full = false

  append<T extends Table>(table: T, rows: readonly Rows[T][]): boolean {
    if (this.full) return false
    const list: Rows[T][] = this.rows[table] ?? []
    list.push(...rows)
    Object.assign(this.rows, { [table]: list })
    return true
  }

  clear(): void {
    for (const table of Object.keys(this.rows)) Reflect.deleteProperty(this.rows, table)
    this.full = false
  }

  all<T extends Table>(table: T): Rows[T][] {
    return this.rows[table] ?? []
  }

  /** `metric` of points, with tags as text. */
  values(metric: string): { tags: string; value: number }[] {
    return this.all('points')
      .filter(point => point.metric === metric)
      .map(point => ({ tags: point.tags.join(','), value: point.value }))
  }

  query(): Promise<never> {
    return Promise.reject(new Error('This store answers no SQL; use openTestStore()'))
  }
  settled(): Promise<void> {
    return Promise.resolve()
  }
  series(): readonly never[] {
    return []
  }
  metrics(): string[] {
    return [...new Set(this.all('points').map(point => point.metric))].sort()
  }
  readonly documents: Documents = {
    list: () => [],
    get: () => null,
    put: () => Promise.resolve(),
    delete: () => Promise.resolve(false),
  }
  figures() {
    return { rows: {}, queued: 0, dropped: {}, lagMs: 0, bytesOnDisk: 0 }
  }
  close(): Promise<void> {
    return Promise.resolve()
  }
}
