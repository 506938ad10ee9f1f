import { ApiError, problemFrom, UNREACHABLE } from './problem.ts'

interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT'
  body?: unknown
  signal?: AbortSignal
}

/**
 * Calls the control center's API and gives the parsed answer (undefined for 204).
 * Throws {@link ApiError} for everything that is not a success. A 401 leaves for the login page.
 */
export async function call<T>(path: string, options: CallOptions = {}): Promise<T> {
  const response = await send(path, options)
  const body = await read(response)
  if (response.ok) return body as T
  if (response.status === 401 && window.location.pathname !== '/login') goToLogin()
  throw new ApiError(problemFrom(response.status, body))
}

/** The login page, with the way back. */
export function goToLogin(): void {
  const here = window.location.pathname + window.location.search
  window.location.assign(`/login?next=${encodeURIComponent(here)}`)
}

async function send(path: string, { method = 'GET', body, signal }: CallOptions): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      signal,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch (error) {
    if (signal?.aborted) throw error
    throw new ApiError(UNREACHABLE)
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined
  const isJson = response.headers.get('content-type')?.includes('json')
  return isJson ? await response.json() : await response.text()
}
