import type { IncomingMessage, ServerResponse } from 'node:http'
import { parse as parseYaml, stringify } from 'yaml'
import type { UserInfo } from '../authn/user.ts'
import { decodeProtobuf } from '../protobuf/decode.ts'
import { duplicateKeys } from './duplicate-keys.ts'
import type { Representation } from './negotiate.ts'
import type { RequestInfo } from './request-info.ts'
import { badRequest, StatusError, unsupportedMediaType } from './status.ts'

const PROTOBUF = 'application/vnd.kubernetes.protobuf'

/** As large as a request body may be, as in the real API server. */
const MAX_BODY = 3 * 1024 * 1024

/** One request and its answer. */
export class Exchange {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly info: RequestInfo
  readonly user: UserInfo
  /** Sent as Warning headers with the answer. */
  readonly warnings: string[] = []

  constructor(request: IncomingMessage, response: ServerResponse, info: RequestInfo, user: UserInfo) {
    this.request = request
    this.response = response
    this.info = info
    this.user = user
  }

  get query(): URLSearchParams {
    return this.info.query
  }

  async #bytes(): Promise<Buffer> {
    const chunks: Buffer[] = []
    let size = 0
    for await (const chunk of this.request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length
      if (size > MAX_BODY) {
        // The rest of the body is not waited for: the connection ends with the answer.
        this.response.setHeader('connection', 'close')
        throw StatusError.of(413, 'RequestEntityTooLarge', `Request entity too large: limit is ${MAX_BODY}`)
      }
      chunks.push(chunk)
    }
    return Buffer.concat(chunks)
  }

  /** Keys that stand twice in the JSON body that was read last. */
  duplicates: string[] = []

  /** The body as data; undefined when it is empty. Throws 400 when it is malformed, 415 for another type. */
  async body(accepts: (contentType: string) => boolean = isPlain): Promise<unknown> {
    const type = (this.request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
    const bytes = await this.#bytes()
    if (type === PROTOBUF && accepts('')) return bytes.length > 0 ? decodeProtobuf(bytes) : undefined
    const text = bytes.toString('utf8')
    if (text.trim() === '') return undefined
    if (!accepts(type)) {
      throw unsupportedMediaType(
        'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf',
      )
    }
    try {
      if (type.endsWith('yaml')) return parseYaml(text)
      const body = JSON.parse(text)
      this.duplicates = duplicateKeys(text)
      return body
    } catch (error) {
      throw new BodyError(text, (error as Error).message)
    }
  }

  send(code: number, body: unknown, representation: Representation = { format: 'json' }): void {
    const text = representation.format === 'yaml' ? stringify(body) : `${JSON.stringify(body)}\n`
    this.sendText(code, text, `application/${representation.format}`)
  }

  sendText(code: number, text: string, contentType = 'text/plain; charset=utf-8'): void {
    if (this.response.headersSent || this.response.destroyed) return
    this.writeHead(code, contentType)
    this.response.end(text)
  }

  /** Headers that every answer has; for answers that stream. */
  writeHead(code: number, contentType: string): void {
    const warnings = this.warnings.map(text => `299 - ${JSON.stringify(text)}`)
    if (warnings.length > 0) this.response.setHeader('warning', warnings)
    this.response.writeHead(code, {
      'content-type': contentType,
      'cache-control': 'no-cache, private',
      'x-content-type-options': 'nosniff',
    })
  }
}

const isPlain = (type: string) => ['', 'application/json', 'application/yaml'].includes(type)

/** A body that is no JSON or YAML; the handler knows which kind was wanted. */
export class BodyError extends Error {
  readonly text: string

  constructor(text: string, message: string) {
    super(message)
    this.text = text
  }

  forKind(kind: string): StatusError {
    const shown = this.text.length > 256 ? `${this.text.slice(0, 256)} (truncated)` : this.text
    return badRequest(
      `the object provided is unrecognized (must be of type ${kind}): couldn't get version/kind; json parse error: ${this.message} (${shown})`,
    )
  }

  forPatch(): StatusError {
    return badRequest(`error decoding patch: ${this.message}`)
  }
}
