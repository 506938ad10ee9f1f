import { ApiError } from './problem.ts'

const ATTEMPTS = 3

/** Whether a failed query is asked again: what is refused stays refused, what was unreachable may come back. */
export function shouldRetry(failures: number, error: unknown): boolean {
  if (failures >= ATTEMPTS) return false
  if (!(error instanceof ApiError)) return false
  return error.status === 0 || error.status === 429 || error.status >= 500
}

/** Milliseconds before the next attempt: 1 s, 2 s, 4 s. */
export function retryDelay(failures: number): number {
  return 1000 * 2 ** failures
}
