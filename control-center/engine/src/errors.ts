/**
 * Why the engine did not do what was asked.
 * - `invalid`: the request itself is wrong
 * - `unknown`: no such scenario or run
 * - `overlap`: the target is in use by another run, or already is as the scenario would make it
 * - `precondition`: it could not be undone (rights, label, reconciler), so it is not done
 * - `key-reused`: the Idempotency-Key came with another request before
 * - `unreachable`: the cluster did not answer
 */
export type EngineErrorCode = 'invalid' | 'unknown' | 'overlap' | 'precondition' | 'key-reused' | 'unreachable'

export class EngineError extends Error {
  override readonly name = 'EngineError'
  readonly code: EngineErrorCode
  readonly details: Record<string, unknown>

  constructor(code: EngineErrorCode, message: string, details: Record<string, unknown> = {}) {
    super(message)
    this.code = code
    this.details = details
  }
}

/** What went wrong in a call to the cluster, in the words of its API. */
export type ClusterErrorKind = 'conflict' | 'not-found' | 'forbidden' | 'invalid' | 'unreachable'

export class ClusterError extends Error {
  override readonly name = 'ClusterError'
  readonly kind: ClusterErrorKind

  constructor(kind: ClusterErrorKind, message: string, options?: ErrorOptions) {
    super(message, options)
    this.kind = kind
  }
}

/** What went wrong, in one line. A failed request is told by its reason; where it went is told beside it. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/^request to \S+ failed, reason: /, '') : String(error)
