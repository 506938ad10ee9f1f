import { timingSafeEqual } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Log } from '../../controllers/controller.ts'
import { readLog } from '../logs/reader.ts'
import { BadRequest, logOptions } from './log-options.ts'
import type { ResourceMetrics } from './metrics.ts'

/** Which file holds a container's log. */
export interface ContainerLog {
  path: string
  /** Whether more may be written to it. */
  live: () => boolean
}

export interface KubeletServerOptions {
  host: string
  /** The bearer token that callers must send is the content of this file; read for every request. */
  tokenFile: string
  /** @throws BadRequest when there is no such pod, container or earlier life */
  findLog: (namespace: string, pod: string, container: string, previous: boolean) => ContainerLog
  metrics: ResourceMetrics
  now: () => number
  log: Log
}

/** The kubelet's HTTP API for the API server: container logs and resource use. */
export class KubeletServer {
  readonly #options: KubeletServerOptions
  readonly #server: Server
  readonly #stop = new AbortController()

  constructor(options: KubeletServerOptions) {
    this.#options = options
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch(error => this.#fail(response, error))
    })
  }

  /** Listens on a free port and returns it. */
  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen(0, this.#options.host, () => {
        const address = this.#server.address()
        if (address && typeof address === 'object') resolve(address.port)
        else reject(new Error('the kubelet server has no port'))
      })
    })
  }

  close(): Promise<void> {
    this.#stop.abort()
    return new Promise(resolve => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#authorized(request)) {
      answer(response, 401, 'Unauthorized')
      return
    }
    if (request.method !== 'GET') {
      answer(response, 405, 'Method Not Allowed')
      return
    }
    const url = new URL(request.url ?? '/', 'http://kubelet')
    const [, root, ...parts] = url.pathname.split('/').map(decodeURIComponent)
    if (url.pathname === '/metrics/resource.json') {
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify(this.#options.metrics.read()))
    } else if (root === 'containerLogs' && parts.length === 3) {
      const [namespace = '', pod = '', container = ''] = parts
      await this.#sendLog({ namespace, pod, container }, url.searchParams, response)
    } else {
      answer(response, 404, `the kubelet serves no ${url.pathname}`)
    }
  }

  async #sendLog(
    { namespace, pod, container }: { namespace: string; pod: string; container: string },
    query: URLSearchParams,
    response: ServerResponse,
  ): Promise<void> {
    const options = logOptions(query, this.#options.now())
    const { path, live } = this.#options.findLog(namespace, pod, container, options.previous)
    const leaving = new AbortController()
    response.once('close', () => leaving.abort())
    const signal = AbortSignal.any([leaving.signal, this.#stop.signal])
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' })
    response.flushHeaders()
    try {
      await pipeline(Readable.from(readLog({ path, live, signal }, options)), response)
    } catch (error) {
      if (!signal.aborted) throw error
    }
  }

  #authorized(request: IncomingMessage): boolean {
    const sent = Buffer.from(request.headers.authorization ?? '')
    const wanted = Buffer.from(`Bearer ${readFileSync(this.#options.tokenFile, 'utf8').trim()}`)
    return sent.length === wanted.length && timingSafeEqual(sent, wanted)
  }

  #fail(response: ServerResponse, error: unknown): void {
    if (error instanceof BadRequest) {
      answer(response, 400, error.message)
      return
    }
    this.#options.log.error({ err: error }, 'a request to the kubelet failed')
    if (response.headersSent) response.destroy()
    else answer(response, 500, error instanceof Error ? error.message : String(error))
  }
}

function answer(response: ServerResponse, code: number, text: string): void {
  response.writeHead(code, { 'content-type': 'text/plain; charset=utf-8' })
  response.end(text)
}
