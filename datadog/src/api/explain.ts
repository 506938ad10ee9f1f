import type { Kind } from '../definitions/kinds.ts'
import { TransportError } from './transport.ts'

/** Permissions of an application key, as Datadog calls them. */
const permissions: Record<Kind, { read: string; write: string }> = {
  rum: { read: 'rum_apps_read', write: 'rum_apps_write' },
  slo: { read: 'slos_read', write: 'slos_write' },
  monitor: { read: 'monitors_read', write: 'monitors_write' },
  synthetics: { read: 'synthetics_read', write: 'synthetics_write' },
  dashboard: { read: 'dashboards_read', write: 'dashboards_write' },
}

/** Something that the person at the terminal can read and act on. */
export class DatadogError extends Error {
  override name = 'DatadogError'
}

/** What the API said no to, in a sentence. */
export function explain(error: unknown, kind: Kind, access: 'read' | 'write'): DatadogError {
  if (error instanceof DatadogError) return error
  if (error instanceof TransportError) return new DatadogError(error.message)
  const answer = answerOf(error)
  if (!answer) return new DatadogError(error instanceof Error ? error.message : String(error))
  const said = `Datadog said ${answer.status}: ${answer.text.replace(/\.$/, '')}`
  if (answer.status === 403) {
    return new DatadogError(
      `${said}. The application key (DD_APP_KEY) lacks the permission ${permissions[kind][access]}.`,
    )
  }
  if (answer.status === 429) return new DatadogError(`${said}. The rate limit is used up; run the same command later.`)
  return new DatadogError(`${said}.`)
}

/** Status and text of an exception of the client; undefined for any other error. */
export function answerOf(error: unknown): { status: number; text: string } | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'number') return undefined
  const body: unknown = 'body' in error ? error.body : undefined
  return { status: error.code, text: textOf(body) }
}

/** Bodies come parsed where the client knows the status, as text with a preamble where it does not. */
function textOf(body: unknown): string {
  if (typeof body === 'string') {
    const quoted = /Body: "([\s\S]*)"$/.exec(body)?.[1] ?? body
    try {
      return textOf(JSON.parse(quoted))
    } catch {
      return quoted.trim()
    }
  }
  if (typeof body === 'object' && body !== null && 'errors' in body && Array.isArray(body.errors)) {
    return body.errors.map(lineOf).join('; ')
  }
  return body === undefined ? 'no reason given' : JSON.stringify(body)
}

function lineOf(error: unknown): string {
  if (typeof error === 'string') return error
  if (typeof error === 'object' && error !== null) {
    if ('detail' in error && typeof error.detail === 'string') return error.detail
    if ('title' in error && typeof error.title === 'string') return error.title
  }
  return JSON.stringify(error)
}
