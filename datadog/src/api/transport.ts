import pRetry, { AbortError } from 'p-retry'
import { operationOf, RateLimiter, rateLimitOf } from './rate-limit.ts'

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

interface TransportOptions {
  /** Told when a request waits, with a sentence for the person at the terminal. */
  onWait: (message: string) => void
  /** Milliseconds for one attempt. */
  timeoutMs?: number
  /** Milliseconds before the first repetition; doubled each time. */
  retryMs?: number
}

/** An answer that did not come from Datadog's API, or none at all. */
export class TransportError extends Error {
  override name = 'TransportError'
}

class Again extends Error {
  constructor(readonly response: Response) {
    super(`HTTP ${response.status}`)
  }
}

const attempts = 5

/** Server errors that may be over in a second; 501 is none. */
const passing = new Set([500, 502, 503, 504])

/**
 * `fetch` that keeps the rate limits, gives up on a silent server, and repeats what may be repeated: everything after
 * 429, reads and deletions also after 5xx and lost connections. What creates is not repeated then, as it may have
 * happened: the next run finds it by its marks.
 * @throws TransportError
 */
export function transport({ onWait, timeoutMs = 30_000, retryMs = 500 }: TransportOptions): Fetch {
  const limiter = new RateLimiter()
  return async (url, init) => {
    const method = init.method ?? 'GET'
    const operation = operationOf(method, url)
    const repeatable = method === 'GET' || method === 'PUT' || method === 'DELETE'

    const attempt = async () => {
      const seconds = await limiter.wait(operation)
      if (seconds > 1) onWait(`Datadog's rate limit is used up; going on in ${Math.ceil(seconds)} s.`)
      await limiter.turn(operation)
      const response = await send(url, init, timeoutMs).catch(error => {
        throw repeatable && !isUnknownHost(error) ? error : new AbortError(error)
      })
      const limit = rateLimitOf(response.headers)
      if (limit) await limiter.learn(operation, limit)
      if (response.status === 429 || (repeatable && passing.has(response.status))) throw new Again(response)
      return response
    }

    try {
      return await pRetry(attempt, { retries: attempts - 1, minTimeout: retryMs, randomize: true })
    } catch (error) {
      if (error instanceof Again) return error.response
      throw error
    }
  }
}

/** No server has this name, and none will in a second. */
function isUnknownHost(error: Error): boolean {
  return /\b(ENOTFOUND|EAI_AGAIN)\b/.test(error.message)
}

async function send(url: string, init: RequestInit, timeoutMs: number): Promise<Response> {
  let response: Response
  try {
    response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) })
  } catch (error) {
    throw new TransportError(`${new URL(url).origin} did not answer: ${reasonOf(error)}`)
  }
  const type = response.headers.get('content-type') ?? 'application/json'
  if (response.ok && response.status !== 204 && !/\bjson\b/.test(type)) {
    await response.body?.cancel()
    throw new TransportError(`${new URL(url).origin} answers with ${type}, not as Datadog's API does.`)
  }
  return response
}

/** undici hides what happened in the cause. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'nothing came in time'
  const { cause } = error
  if (cause instanceof Error) return 'code' in cause ? `${String(cause.code)}` : cause.message
  return error.message
}
