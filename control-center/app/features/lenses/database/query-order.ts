import type { QueryRow } from '../../../platform/lenses/database/model.ts'
import type { QueryOrder } from './queries-card.tsx'

/** The most expensive first, by what was spent on them in all or by how long one takes. */
export function inOrder(rows: readonly QueryRow[], order: QueryOrder): QueryRow[] {
  const of = (row: QueryRow) => (order === 'total' ? row.totalSeconds : row.meanSeconds)
  return [...rows].sort((a, b) => of(b) - of(a))
}
