/** Why Datadog did not give what it was asked for. */
export type ProblemKind = 'forbidden' | 'limited' | 'timeout' | 'unreachable' | 'missing' | 'invalid' | 'failed'

/** An answer that is not the one asked for, in words that can be shown. */
export class DatadogError extends Error {
  override readonly name = 'DatadogError'
  readonly kind: ProblemKind
  /** HTTP status; null when there was no answer. */
  readonly status: number | null
  /** What Datadog itself said, one text each. */
  readonly said: string[]

  constructor(kind: ProblemKind, message: string, status: number | null = null, said: string[] = []) {
    super(message)
    this.kind = kind
    this.status = status
    this.said = said
  }
}

const KIND: Record<number, ProblemKind> = {
  400: 'invalid',
  401: 'forbidden',
  403: 'forbidden',
  404: 'missing',
  408: 'timeout',
  422: 'invalid',
  429: 'limited',
  501: 'missing',
  504: 'timeout',
}

/** What an answer other than 2xx means. `permission` is what the call needs, for a refusal that does not say it. */
export function errorOf(status: number, body: string, permission: string): DatadogError {
  const said = errorTexts(body)
  const kind = KIND[status] ?? 'failed'
  const words = said.join(' ').trim()
  const generic = words === '' || /^forbidden\.?$/i.test(words)
  const message = kind === 'forbidden' && generic ? `The application key lacks ${permission}` : words
  return new DatadogError(kind, message || `Datadog answered ${status}`, status, said)
}

/**
 * The texts of an error body. Datadog has two shapes, `{"errors": ["text"]}` and JSON:API's
 * `{"errors": [{"title", "detail"}]}`, both within one version of its API.
 */
export function errorTexts(body: string): string[] {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    const text = body.replace(/<[^>]*>/g, ' ').trim()
    return text === '' ? [] : [text.slice(0, 200)]
  }
  if (typeof json !== 'object' || json === null) return []
  if ('errors' in json) return [json.errors].flat().flatMap(textOf)
  return 'error' in json ? textOf(json.error) : []
}

function textOf(error: unknown): string[] {
  if (typeof error === 'string') return [error]
  if (typeof error !== 'object' || error === null) return []
  const detail = 'detail' in error ? error.detail : 'title' in error ? error.title : null
  return typeof detail === 'string' ? [detail] : []
}
