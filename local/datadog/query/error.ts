/** A query that cannot be answered as written; the API says it with 400. */
export class QueryError extends Error {
  override name = 'QueryError'
}

/** Unix milliseconds, `to` excluded. */
export interface TimeRange {
  from: number
  to: number
}
