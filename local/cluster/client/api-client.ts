import type { Kind, Kinds, New } from './types.ts'

/** Address of one object; `namespace` is left out for cluster-scoped kinds. */
export interface ObjectRef {
  name: string
  namespace?: string
}

export type WatchEvent<T> =
  | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T }
  | { type: 'BOOKMARK'; object: { metadata: { resourceVersion: string } } }

export interface DeleteOptions {
  gracePeriodSeconds?: number
  /** The delete is refused (409) when the live object has another uid. */
  uid?: string
  propagationPolicy?: 'Background' | 'Foreground' | 'Orphan'
}

/** The verbs of the Kubernetes API that controllers and the kubelet use. Failures are `ApiError`s. */
export interface ApiClient {
  get<K extends Kind>(kind: K, ref: ObjectRef): Promise<Kinds[K]>
  list<K extends Kind>(kind: K): Promise<{ items: Kinds[K][]; resourceVersion: string }>
  /** Resolves when the server ends the watch; rejects with an `ApiError` (410 when the version is too old). */
  watch<K extends Kind>(
    kind: K,
    resourceVersion: string,
    onEvent: (event: WatchEvent<Kinds[K]>) => void,
    signal: AbortSignal,
  ): Promise<void>
  create<K extends Kind>(kind: K, object: New<K>): Promise<Kinds[K]>
  /** Replaces the object; 409 when `metadata.resourceVersion` is not the live one. */
  update<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>
  updateStatus<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]>
  /** JSON merge patch. */
  patch<K extends Kind>(kind: K, ref: ObjectRef, patch: object, subresource?: 'status'): Promise<Kinds[K]>
  /** The object as it is after the request when it lives on (grace period), otherwise undefined. */
  delete<K extends Kind>(kind: K, ref: ObjectRef, options?: DeleteOptions): Promise<Kinds[K] | undefined>
  createToken(
    serviceAccount: Required<ObjectRef>,
    request: TokenRequest,
  ): Promise<{ token: string; expirationTimestamp: string }>
}

export interface TokenRequest {
  audiences: string[]
  expirationSeconds: number
  boundPod: { name: string; uid: string }
}

/** A `Status` answer of the API server, or a connection that failed (`code` 0). */
export class ApiError extends Error {
  override readonly name = 'ApiError'

  constructor(
    /** HTTP status, 0 when there was no answer. */
    readonly code: number,
    /** `Status.reason`, for example `NotFound`. */
    readonly reason: string,
    message: string,
    /** `Status.details.causes`. */
    readonly causes: { reason?: string }[] = [],
  ) {
    super(message)
  }
}

export const isNotFound = (error: unknown): boolean => error instanceof ApiError && error.code === 404
export const isAlreadyExists = (error: unknown): boolean =>
  error instanceof ApiError && error.reason === 'AlreadyExists'
export const isConflict = (error: unknown): boolean => error instanceof ApiError && error.reason === 'Conflict'
export const isGone = (error: unknown): boolean => error instanceof ApiError && error.code === 410
export const isNamespaceTerminating = (error: unknown): boolean =>
  error instanceof ApiError && error.causes.some(cause => cause.reason === 'NamespaceTerminating')
