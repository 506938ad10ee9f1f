import { readFileSync } from 'node:fs'
import { z } from 'zod'

const runFileSchema = z.looseObject({
  controlCenter: z.object({ url: z.string().min(1), token: z.string().min(1) }).optional(),
})

export interface ControlAddress {
  url: string
  token: string
}

/** The running control center, from what `npm start` wrote down. Throws with what to do when there is none. */
export function findControlCenter(runFile: string): ControlAddress {
  let text: string
  try {
    text = readFileSync(runFile, 'utf8')
  } catch {
    throw new Error(`Nothing runs here: there is no ${runFile}. npm start brings everything up.`)
  }
  const parsed = runFileSchema.safeParse(JSON.parse(text))
  if (!parsed.success) throw new Error(`${runFile} is not what npm start writes: ${z.prettifyError(parsed.error)}`)
  if (!parsed.data.controlCenter) throw new Error('It is still starting; try again when npm start says that it is up.')
  return parsed.data.controlCenter
}

/** An answer other than 2xx, or none at all. */
export class ControlError extends Error {
  override readonly name = 'ControlError'
  /** HTTP status; null when there was no answer. */
  readonly status: number | null

  constructor(message: string, status: number | null, options?: ErrorOptions) {
    super(message, options)
    this.status = status
  }
}

interface CallOptions {
  method?: 'GET' | 'POST' | 'PUT'
  body?: unknown
  key?: string
  timeoutMs?: number
}

const TIMEOUT_MS = 15_000

/** The control center's HTTP API, as a script uses it. */
export class ControlCenter {
  readonly #address: ControlAddress

  constructor(address: ControlAddress) {
    this.#address = address
  }

  /** @throws ControlError, in words. */
  async call<T>(path: string, answer: z.ZodType<T>, options: CallOptions = {}): Promise<T> {
    const { method = 'GET', body, key, timeoutMs = TIMEOUT_MS } = options
    const headers: Record<string, string> = { authorization: `Bearer ${this.#address.token}` }
    if (body !== undefined) headers['content-type'] = 'application/json'
    if (key !== undefined) headers['idempotency-key'] = key
    let status: number
    let text: string
    try {
      const response = await fetch(`${this.#address.url}/api/v1${path}`, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        signal: AbortSignal.timeout(timeoutMs),
      })
      status = response.status
      text = await response.text()
    } catch (error) {
      throw new ControlError(`the control center at ${this.#address.url} does not answer`, null, { cause: error })
    }
    const json = parse(text)
    if (status < 200 || status >= 300) throw new ControlError(detailOf(json) ?? `it answered ${status}`, status)
    const parsed = answer.safeParse(json)
    if (parsed.success) return parsed.data
    throw new ControlError(`${method} ${path} answered something unexpected: ${z.prettifyError(parsed.error)}`, status)
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text // not JSON: the schema says what it wanted instead
  }
}

function detailOf(json: unknown): string | null {
  if (typeof json !== 'object' || json === null || !('detail' in json)) return null
  return typeof json.detail === 'string' ? json.detail : null
}
