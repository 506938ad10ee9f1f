import { ApiError, UnreachableError } from './http.ts'

/** Times that something is sent again before the person is asked. */
const maxRetries = 4

/**
 * Milliseconds after which a failed attempt is worth another one; undefined when it is not.
 * @param attempt 1 for the first
 */
export function retryDelay(error: unknown, attempt: number): number | undefined {
  if (attempt > maxRetries || !mayPass(error)) return undefined
  const growing = Math.min(8_000, 500 * 2 ** attempt)
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined
  return Math.max(asked ?? 0, growing)
}

/** Milliseconds until a broken stream is opened again: doubling to 15 s, spread so that browsers do not come at once. */
export function reconnectDelay(failures: number, random: () => number): number {
  const ceiling = Math.min(15_000, 500 * 2 ** failures)
  return ceiling * (0.5 + random() / 2)
}

/** Whether the same request may succeed later. */
export function mayPass(error: unknown): boolean {
  return error instanceof UnreachableError || (error instanceof ApiError && [429, 502, 503].includes(error.status))
}
