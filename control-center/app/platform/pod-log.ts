import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest, type RequestOptions } from 'node:https'
import { text } from 'node:stream/consumers'
import type { KubeConfig } from '@kubernetes/client-node'
import { ServiceError } from './http-json.ts'

export interface LogRequest {
  namespace: string
  pod: string
  /** Needed when the pod has more than one. */
  container?: string
  tail: number
  previous: boolean
  follow: boolean
  /** Ends the reading. */
  signal: AbortSignal
}

const CONNECT_MS = 8_000

/**
 * A container's log as bytes while they come. The client library's own reader never ends its stream when the
 * connection breaks, so the request is made here with the library's credentials.
 * Rejects with a `ServiceError` with the API server's words.
 */
export async function openPodLog(config: KubeConfig, log: LogRequest): Promise<IncomingMessage> {
  const cluster = config.getCurrentCluster()
  if (!cluster) throw new ServiceError('the kubeconfig names no cluster', null)
  const path = `/api/v1/namespaces/${encodeURIComponent(log.namespace)}/pods/${encodeURIComponent(log.pod)}/log`
  const url = new URL(`${cluster.server}${path}`)
  if (log.container) url.searchParams.set('container', log.container)
  url.searchParams.set('tailLines', String(log.tail))
  if (log.previous) url.searchParams.set('previous', 'true')
  if (log.follow) url.searchParams.set('follow', 'true')
  const options: RequestOptions = { method: 'GET' }
  await config.applyToHTTPSOptions(options)
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = url.protocol === 'http:' ? httpRequest : httpsRequest
    const request = send(url, { ...options, signal: log.signal }, resolve)
    request.setTimeout(CONNECT_MS, () => request.destroy(new Error(`no answer within ${CONNECT_MS / 1000} s`)))
    request.on('response', () => request.setTimeout(0))
    request.on('error', error =>
      reject(new ServiceError(`the cluster does not answer: ${error.message}`, null, { cause: error })),
    )
    request.end()
  })
  if (response.statusCode === 200) return response
  throw new ServiceError(
    words(await text(response)) ?? `the cluster answered ${response.statusCode}`,
    response.statusCode ?? null,
  )
}

/** The message of a Kubernetes `Status`. */
function words(body: string): string | null {
  try {
    const status: unknown = JSON.parse(body)
    return typeof status === 'object' && status !== null && 'message' in status ? String(status.message) : null
  } catch {
    return null // a proxy's page: the code alone has to do
  }
}
