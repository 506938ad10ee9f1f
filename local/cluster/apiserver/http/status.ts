import type { JsonObject } from '../object.ts'

/** One finding in a Status' details.causes. */
export interface Cause {
  reason: string
  message: string
  field: string
}

export interface StatusDetails {
  name?: string
  group?: string
  kind?: string
  uid?: string
  causes?: Cause[]
  retryAfterSeconds?: number
}

export interface Status {
  kind: 'Status'
  apiVersion: 'v1'
  metadata: JsonObject
  status: 'Success' | 'Failure'
  message?: string
  reason?: string
  details?: StatusDetails
  code?: number
}

/** The group and plural name that an error speaks of. */
export interface ResourceRef {
  group: string
  plural: string
}

const failure = (code: number, reason: string, message: string, details?: StatusDetails): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message,
  ...(reason ? { reason } : {}),
  ...(details ? { details } : {}),
  code,
})

/** An error that is answered with its Status and code. */
export class StatusError extends Error {
  readonly status: Status
  readonly code: number

  constructor(status: Status) {
    super(status.message)
    this.status = status
    this.code = status.code ?? 500
  }

  static of(code: number, reason: string, message: string, details?: StatusDetails) {
    return new StatusError(failure(code, reason, message, details))
  }
}

export const qualified = ({ group, plural }: ResourceRef): string => (group ? `${plural}.${group}` : plural)

const named = (ref: ResourceRef, name: string): StatusDetails => ({
  ...(name ? { name } : {}),
  ...(ref.group ? { group: ref.group } : {}),
  kind: ref.plural,
})

export const notFound = (ref: ResourceRef, name: string) =>
  StatusError.of(404, 'NotFound', `${qualified(ref)} "${name}" not found`, named(ref, name))

/** The answer for a resource that this API does not have. */
export const noSuchResource = () =>
  StatusError.of(404, 'NotFound', 'the server could not find the requested resource', {})

export const alreadyExists = (ref: ResourceRef, name: string) =>
  StatusError.of(409, 'AlreadyExists', `${qualified(ref)} "${name}" already exists`, named(ref, name))

export const conflict = (ref: ResourceRef, name: string, why: string) =>
  StatusError.of(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(ref)} "${name}": ${why}`,
    named(ref, name),
  )

export const modified = (ref: ResourceRef, name: string) =>
  conflict(ref, name, 'the object has been modified; please apply your changes to the latest version and try again')

export const badRequest = (message: string) => StatusError.of(400, 'BadRequest', message)

export const unauthorized = () => StatusError.of(401, 'Unauthorized', 'Unauthorized')

export const methodNotAllowed = (message: string, details?: StatusDetails) =>
  StatusError.of(405, 'MethodNotAllowed', message, details ?? {})

export const unsupportedMediaType = (message: string) => StatusError.of(415, 'UnsupportedMediaType', message)

export const expired = (message: string) => StatusError.of(410, 'Expired', message)

/** A resource version older than the watch history: 410, as after a compaction of etcd. */
export const tooOld = (asked: number, oldest: number) => expired(`too old resource version: ${asked} (${oldest})`)

export const forbiddenFor = (ref: ResourceRef, name: string, why: string) =>
  StatusError.of(
    403,
    'Forbidden',
    `${qualified(ref)} ${name ? `"${name}" ` : ''}is forbidden: ${why}`,
    named(ref, name),
  )

/** 422 with one cause per finding; `kind` is the object's kind, not its plural. */
export function invalid(group: string, kind: string, name: string, causes: Cause[]): StatusError {
  const texts = [...new Set(causes.map(cause => `${cause.field}: ${cause.message}`))]
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const what = group ? `${kind}.${group}` : kind
  return StatusError.of(422, 'Invalid', `${what} "${name}" is invalid: ${list}`, {
    ...(name ? { name } : {}),
    ...(group ? { group } : {}),
    ...(kind ? { kind } : {}),
    causes,
  })
}

/** Success Status, as a DELETE answers for what is gone at once. */
export const deleted = (ref: ResourceRef, name: string, uid: string): Status => ({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Success',
  details: { ...named(ref, name), uid },
})
