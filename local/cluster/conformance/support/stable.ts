import type { V1Status, V1StatusCause } from '@kubernetes/client-node'
import type { Answer } from './cluster.ts'

/**
 * A refusal on one line: `404 NotFound: message [kind=pods name=x]`, and one line `reason field` for each cause. Fails when the
 * body is not a `Status` that agrees with the response's code. Random names and uids are masked.
 */
export function refusal(answer: Answer<unknown>, namespace?: { name: string }): string {
  const { apiVersion, kind, metadata, status, code, reason, message, details, ...rest } = answer.body as V1Status
  const frame = { apiVersion, kind, metadata, status, code, ...rest }
  const wanted = { apiVersion: 'v1', kind: 'Status', metadata: {}, status: 'Failure', code: answer.code }
  if (JSON.stringify(sorted(frame)) !== JSON.stringify(sorted(wanted))) {
    throw new Error(`${answer.code} was to come with a Status; the body is ${answer.text}`)
  }
  const about = Object.entries(sorted({ ...details, causes: undefined }))
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value}`)
  const head = `${answer.code} ${reason ?? 'no reason'}: ${message ?? 'no message'}${details ? ` [${about.join(' ')}]` : ''}`
  // The same cause can stand there twice: metadata is checked for every kind, and once more by some.
  const causes = new Set((details?.causes ?? []).map(cause => causeLine(cause, message ?? '')))
  // A patch that cannot be decoded is quoted with the whole object; its order of fields is that of Go's maps.
  const text = [head, ...causes]
    .join('\n')
    .replaceAll(/patch: Invalid value: "[{m].*[}\]]":/g, 'patch: Invalid value: "…":')
  return masked(text, namespace)
}

/** The cause's message is left out where the Status's own message says it, which is the usual case. */
function causeLine({ reason, field, message }: V1StatusCause, said: string): string {
  const isSaid = said.includes(`${field}: ${message}`)
  return `  ${reason} ${field ?? '-'}${isSaid ? '' : `: ${message}`}`
}

const sorted = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).sort(([a], [b]) => a.localeCompare(b))) as T

/** A copy of `value` that is the same on every run. */
export function masked<T>(value: T, namespace?: { name: string }): T {
  let text = JSON.stringify(value)
  if (namespace) text = text.replaceAll(namespace.name, 'NAMESPACE')
  text = text.replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID')
  return JSON.parse(text)
}
