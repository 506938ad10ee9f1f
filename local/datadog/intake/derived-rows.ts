import type { Rows, Table } from '../store/rows.ts'
import type { Store } from '../store/store.ts'
import type { Figures } from './figures.ts'

const MOST_HELD = 50_000

/**
 * Writes rows that nobody waits for with an answer: aggregates and derived metrics. What the store refuses is kept,
 * up to a bound, and offered again before the next rows.
 */
export class DerivedRows {
  readonly #store: Store
  readonly #figures: Figures
  #held: { table: Table; rows: readonly Rows[Table][] }[] = []
  #heldRows = 0

  constructor(store: Store, figures: Figures) {
    this.#store = store
    this.#figures = figures
  }

  append<T extends Table>(table: T, rows: readonly Rows[T][]): void {
    this.retry()
    if (rows.length === 0) return
    if (this.#held.length === 0 && this.#store.append(table, rows)) this.#figures.accepted(table, rows.length)
    else if (this.#heldRows + rows.length > MOST_HELD) this.#figures.dropped(table, rows.length, 'the store is full')
    else {
      this.#held.push({ table, rows })
      this.#heldRows += rows.length
    }
  }

  /** Offers what was refused before, oldest first, until the store refuses again. */
  retry(): void {
    for (let first = this.#held[0]; first; first = this.#held[0]) {
      if (!this.#store.append(first.table, first.rows)) return
      this.#figures.accepted(first.table, first.rows.length)
      this.#heldRows -= first.rows.length
      this.#held.shift()
    }
  }
}
