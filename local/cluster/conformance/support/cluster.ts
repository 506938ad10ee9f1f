import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { inject } from 'vitest'

/** What the API server answered: the body parsed when it is JSON, always the text as it came. */
export interface Answer<T> {
  code: number
  headers: IncomingHttpHeaders
  body: T
  text: string
}

export interface CallOptions {
  /** An object (sent as JSON) or a string (sent as it is). */
  body?: unknown
  /** Default `application/json` when there is a body. */
  contentType?: string
  /** Default `application/json`. */
  accept?: string
  /** A bearer token in place of the kubeconfig's own credentials; an empty string sends none. */
  token?: string
}

/** Where the cluster is and how to come in, as the kubeconfig's current context says. */
export const connection = inject('connection')

function optionsFor(method: string, path: string, call: CallOptions): RequestOptions {
  const target = new URL(path, connection.server)
  const { ca, cert, key, authorization } = connection
  const given = call.token === undefined ? authorization : call.token && `Bearer ${call.token}`
  return {
    method,
    hostname: target.hostname,
    port: target.port,
    path: target.pathname + target.search,
    headers: { accept: call.accept ?? 'application/json', ...(given && { authorization: given }) },
    ca,
    // A client certificate would win over a token.
    ...(call.token === undefined && { cert, key }),
    agent: false,
  }
}

/** Sends the request and resolves with the response once its head is there. */
export async function open(method: string, path: string, call: CallOptions = {}): Promise<IncomingMessage> {
  const options = optionsFor(method, path, call)
  const payload =
    call.body === undefined ? undefined : typeof call.body === 'string' ? call.body : JSON.stringify(call.body)
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest(options, resolve)
    outgoing.once('error', reject)
    if (payload !== undefined) {
      outgoing.setHeader('content-type', call.contentType ?? 'application/json')
      outgoing.setHeader('content-length', Buffer.byteLength(payload))
    }
    outgoing.end(payload)
  })
}

async function call<T>(method: string, path: string, options: CallOptions = {}): Promise<Answer<T>> {
  const response = await open(method, path, options)
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString('utf8')
  // Not told by the content type: /openapi/v3 comes as plain text. A watch is not one document.
  const isJson = text.startsWith('{') && !(response.statusCode === 200 && path.includes('watch=true'))
  return {
    code: response.statusCode ?? 0,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : text) as T,
    text,
  }
}

export const contentTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const

/** Plain calls to the API server: any status code is an answer, only a broken connection is an error. */
export const api = {
  get: <T>(path: string, options?: CallOptions) => call<T>('GET', path, options),
  post: <T>(path: string, body: unknown, options?: CallOptions) => call<T>('POST', path, { ...options, body }),
  put: <T>(path: string, body: unknown, options?: CallOptions) => call<T>('PUT', path, { ...options, body }),
  delete: <T>(path: string, body?: unknown, options?: CallOptions) => call<T>('DELETE', path, { ...options, body }),
  patch: <T>(type: keyof typeof contentTypes, path: string, body: unknown, options?: CallOptions) =>
    call<T>('PATCH', path, { ...options, body, contentType: contentTypes[type] }),
  call,
}

/** Fails with the whole answer unless its code is 2xx; returns the body. */
export function ok<T>(answer: Answer<T>): T {
  if (answer.code < 200 || answer.code > 299) throw new Error(`The API server answered ${answer.code}: ${answer.text}`)
  return answer.body
}
