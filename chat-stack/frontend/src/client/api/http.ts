import type { User } from '../user/user.ts'

/** An answer that is not a success, as problem+json where the server said more. */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  readonly status: number
  /** Milliseconds after which the server wants to be asked again. */
  readonly retryAfterMs: number | undefined
  /** Of a question that was stored although its answer did not come in time. */
  readonly messageId: string | undefined

  constructor(status: number, detail: string, retryAfterMs?: number, messageId?: string) {
    super(detail)
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.messageId = messageId
  }
}

/** The request did not reach the server, or its answer broke off. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError'
}

export interface ApiRequest {
  method?: string
  body?: unknown
  headers?: Record<string, string>
  user: User
  signal?: AbortSignal
}

/**
 * One request to the chat API.
 * @throws ApiError when the answer is not a success, UnreachableError when there is none, AbortError when aborted
 */
export async function api(
  path: string,
  { method = 'GET', body, headers, user, signal }: ApiRequest,
): Promise<Response> {
  const sent = fetch(path, {
    method,
    headers: {
      // Header values are ASCII.
      'x-user-id': user.id,
      'x-user-name': encodeURIComponent(user.name),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  })
  const response = await sent.catch((error: unknown) => {
    if (signal?.aborted) throw error
    throw new UnreachableError('The shop cannot be reached.', { cause: error })
  })
  if (response.ok) return response
  throw await toApiError(response)
}

export async function toApiError(response: Response): Promise<ApiError> {
  const problem = await readProblem(response)
  const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
  return new ApiError(
    response.status,
    problem.detail ?? `The shop answered ${response.status}.`,
    Number.isFinite(seconds) ? seconds * 1000 : undefined,
    problem.messageId,
  )
}

async function readProblem(response: Response): Promise<{ detail?: string; messageId?: string }> {
  if (!response.headers.get('content-type')?.includes('json')) return {}
  const text = await response.text()
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null
      ? { ...stringOf(value, 'detail'), ...stringOf(value, 'messageId') }
      : {}
  } catch (error) {
    if (error instanceof SyntaxError) return {}
    throw error
  }
}

function stringOf<K extends string>(value: object, key: K): { [P in K]?: string } {
  const found: unknown = Reflect.get(value, key)
  return typeof found === 'string' ? ({ [key]: found } as { [P in K]?: string }) : {}
}
