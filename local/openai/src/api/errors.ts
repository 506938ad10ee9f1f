/** An error in the shape that the clients of this API know: `{"error": {message, type, param, code}}`. */
export class ApiError extends Error {
  readonly status: number
  readonly type: string
  readonly param: string | null
  readonly code: string | null
  readonly headers: Record<string, string>

  constructor(
    status: number,
    message: string,
    rest: { type?: string; param?: string | null; code?: string | null; headers?: Record<string, string> } = {},
  ) {
    super(message)
    this.name = 'ApiError'
    this.status = status
    this.type = rest.type ?? 'invalid_request_error'
    this.param = rest.param ?? null
    this.code = rest.code ?? null
    this.headers = rest.headers ?? {}
  }

  /** The body that is sent. */
  body() {
    return { error: { message: this.message, type: this.type, param: this.param, code: this.code } }
  }
}

export const missingKey = () =>
  new ApiError(401, 'This request has no API key. Send it in the header "Authorization: Bearer KEY".')

export const wrongKey = (key: string) =>
  new ApiError(401, `The API key ${mask(key)} is not valid here: it is unknown or was revoked.`, {
    code: 'invalid_api_key',
  })

export const modelNotFound = (id: string) =>
  new ApiError(404, `There is no model "${id}", or this key may not use it.`, { code: 'model_not_found' })

export const unknownPath = (method: string, path: string) => new ApiError(404, `Unknown address: ${method} ${path}`)

export const badRequest = (message: string, param: string | null, code: string | null = null) =>
  new ApiError(400, message, { param, code })

/** Enough of a key to recognise it, too little to use it. */
function mask(key: string): string {
  return key.length <= 8 ? '****' : `${key.slice(0, 3)}****${key.slice(-4)}`
}
