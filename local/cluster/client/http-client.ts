import type { IncomingMessage } from 'node:http'
import https from 'node:https'
import { type ApiClient, ApiError, type WatchEvent } from './api-client.ts'
import type { ClusterAccess } from './kubeconfig.ts'
import { resourcePath, resources } from './resources.ts'
import type { Kind, Kinds, KubeObject } from './types.ts'

/** A request that has had no answer for this long has failed. */
const ANSWER_TIMEOUT_MS = 30_000

/** Seconds after which the server ends a watch, so that a half-dead connection cannot last. */
const WATCH_SECONDS = 540

interface Request {
  method: string
  path: string
  body?: unknown
  contentType?: string
  signal?: AbortSignal
}

/** Usage of a pod's containers as metrics.k8s.io has it: CPU and memory are quantities. */
export interface PodMetrics {
  metadata: { name: string; namespace: string }
  /** RFC 3339, of the measurement. */
  timestamp: string
  containers: { name: string; usage: { cpu: string; memory: string } }[]
}

interface StatusBody {
  kind?: string
  reason?: string
  message?: string
  code?: number
  details?: { causes?: { reason?: string }[] }
}

/** The Kubernetes API over TLS with a bearer token. */
export class HttpApiClient implements ApiClient {
  readonly #access: ClusterAccess
  readonly #agent: https.Agent
  readonly #userAgent: string

  constructor(access: ClusterAccess, userAgent: string) {
    this.#access = access
    this.#userAgent = userAgent
    this.#agent = new https.Agent({ keepAlive: true, ca: access.certificateAuthority })
  }

  close(): void {
    this.#agent.destroy()
  }

  get<K extends Kind>(kind: K, ref: { name: string; namespace?: string }): Promise<Kinds[K]> {
    return this.#json('GET', resourcePath(kind, ref))
  }

  async list<K extends Kind>(kind: K): Promise<{ items: Kinds[K][]; resourceVersion: string }> {
    const list = await this.#json<{ items: Kinds[K][]; metadata: { resourceVersion: string } }>(
      'GET',
      resourcePath(kind, {}),
    )
    return { items: list.items, resourceVersion: list.metadata.resourceVersion }
  }

  async watch<K extends Kind>(
    kind: K,
    resourceVersion: string,
    onEvent: (event: WatchEvent<Kinds[K]>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const query = new URLSearchParams({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      timeoutSeconds: String(WATCH_SECONDS),
    })
    const response = await this.#send({ method: 'GET', path: `${resourcePath(kind, {})}?${query}`, signal })
    if (response.statusCode !== 200) throw toApiError(response.statusCode ?? 0, await readAll(response))
    response.setEncoding('utf8')
    let rest = ''
    for await (const chunk of response) {
      const lines = (rest + chunk).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (line === '') continue
        const event = JSON.parse(line) as WatchEvent<Kinds[K]> | { type: 'ERROR'; object: StatusBody }
        if (event.type === 'ERROR') throw toApiError(event.object.code ?? 500, JSON.stringify(event.object))
        onEvent(event)
      }
    }
  }

  create<K extends Kind>(kind: K, object: object & { metadata: { namespace?: string } }): Promise<Kinds[K]> {
    const { apiVersion } = resources[kind]
    return this.#json('POST', resourcePath(kind, { namespace: object.metadata.namespace }), {
      ...object,
      apiVersion,
      kind,
    })
  }

  update<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.#put(kind, object)
  }

  updateStatus<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.#put(kind, object, 'status')
  }

  patch<K extends Kind>(
    kind: K,
    ref: { name: string; namespace?: string },
    patch: object,
    subresource?: 'status',
  ): Promise<Kinds[K]> {
    return this.#json('PATCH', resourcePath(kind, ref, subresource), patch, 'application/merge-patch+json')
  }

  async delete<K extends Kind>(
    kind: K,
    ref: { name: string; namespace?: string },
    options: { gracePeriodSeconds?: number; uid?: string; propagationPolicy?: string } = {},
  ): Promise<Kinds[K] | undefined> {
    const { uid, ...rest } = options
    const answer = await this.#json<KubeObject | StatusBody>('DELETE', resourcePath(kind, ref), {
      kind: 'DeleteOptions',
      apiVersion: 'v1',
      ...rest,
      ...(uid && { preconditions: { uid } }),
    })
    return 'metadata' in answer && answer.kind !== 'Status' ? (answer as Kinds[K]) : undefined
  }

  async createToken(
    serviceAccount: { name: string; namespace: string },
    request: { audiences: string[]; expirationSeconds: number; boundPod: { name: string; uid: string } },
  ): Promise<{ token: string; expirationTimestamp: string }> {
    const answer = await this.#json<{ status: { token: string; expirationTimestamp: string } }>(
      'POST',
      resourcePath('ServiceAccount', serviceAccount, 'token'),
      {
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'TokenRequest',
        spec: {
          audiences: request.audiences,
          expirationSeconds: request.expirationSeconds,
          boundObjectRef: { apiVersion: 'v1', kind: 'Pod', ...request.boundPod },
        },
      },
    )
    return answer.status
  }

  async podMetrics(): Promise<PodMetrics[]> {
    const { items } = await this.#json<{ items: PodMetrics[] }>('GET', '/apis/metrics.k8s.io/v1beta1/pods')
    return items
  }

  #put<K extends Kind>(kind: K, object: Kinds[K], subresource?: string): Promise<Kinds[K]> {
    const { apiVersion } = resources[kind]
    return this.#json('PUT', resourcePath(kind, object.metadata, subresource), { ...object, apiVersion, kind })
  }

  async #json<T>(method: string, path: string, body?: unknown, contentType?: string): Promise<T> {
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS)
    const response = await this.#send({ method, path, body, contentType, signal })
    const text = await readAll(response)
    const code = response.statusCode ?? 0
    if (code < 200 || code > 299) throw toApiError(code, text)
    return JSON.parse(text) as T
  }

  #send({ method, path, body, contentType = 'application/json', signal }: Request): Promise<IncomingMessage> {
    const payload = body === undefined ? undefined : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const request = https.request(new URL(path, this.#access.server), {
        method,
        agent: this.#agent,
        signal,
        headers: {
          accept: 'application/json',
          'user-agent': this.#userAgent,
          ...(this.#access.token && { authorization: `Bearer ${this.#access.token}` }),
          ...(payload !== undefined && { 'content-type': contentType, 'content-length': Buffer.byteLength(payload) }),
        },
      })
      request.on('response', resolve)
      request.on('error', error => {
        reject(new ApiError(0, 'ConnectionFailed', `${method} ${path}: ${describe(error)}`))
      })
      request.end(payload)
    })
  }
}

function describe(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(String).join(', ') : error.message
}

async function readAll(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}

function toApiError(code: number, body: string): ApiError {
  try {
    const status = JSON.parse(body) as StatusBody
    return new ApiError(code, status.reason ?? '', status.message ?? `HTTP ${code}`, status.details?.causes)
  } catch {
    return new ApiError(code, '', `HTTP ${code}: ${body.slice(0, 200)}`)
  }
}
