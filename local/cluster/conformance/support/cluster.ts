import type { IncomingHttpHeaders, IncomingMessage } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'
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

export const kubeConfig = new KubeConfig()
kubeConfig.loadFromFile(inject('kubeconfig'))

const server = kubeConfig.getCurrentCluster()?.server ?? ''

async function optionsFor(method: string, path: string, call: CallOptions): Promise<RequestOptions> {
  const target = new URL(path, server)
  const options: RequestOptions = {
    method,
    hostname: target.hostname,
    port: target.port,
    path: target.pathname + target.search,
    headers: { accept: call.accept ?? 'application/json' },
    agent: false,
  }
  if (call.token === undefined) {
    await kubeConfig.applyToHTTPSOptions(options)
    options.agent = false
  } else {
    const ca = kubeConfig.getCurrentCluster()?.caData
    options.ca = Buffer.from(ca ?? '', 'base64')
    if (call.token) options.headers = { ...options.headers, authorization: `Bearer ${call.token}` }
  }
  return options
}

/** Sends the request and resolves with the response once its head is there. */
export async function open(method: string, path: string, call: CallOptions = {}): Promise<IncomingMessage> {
  const options = await optionsFor(method, path, call)
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
  // Not told by the content type: /openapi/v3 comes as plain text. A watch has an object in each line.
  const isJson = text.startsWith('{') && !text.trimEnd().includes('\n')
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
