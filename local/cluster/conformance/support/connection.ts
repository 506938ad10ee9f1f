import type { RequestOptions } from 'node:https'
import { KubeConfig } from '@kubernetes/client-node'

/** What a request needs, in PEM where it is a certificate or a key. */
export interface Connection {
  server: string
  ca: string
  cert?: string
  key?: string
  /** The value of the header, when the kubeconfig has a token. */
  authorization?: string
}

/** Read once, in the global setup: loading the client in every test file would take longer than most tests. */
export async function connectionOf(kubeconfig: string): Promise<Connection> {
  const config = new KubeConfig()
  config.loadFromFile(kubeconfig)
  const cluster = config.getCurrentCluster()
  if (!cluster) throw new Error(`${kubeconfig} has no current context with a cluster`)
  const options: RequestOptions = {}
  await config.applyToHTTPSOptions(options)
  const headers = options.headers as Record<string, string> | undefined
  return {
    server: cluster.server,
    ca: String(options.ca ?? ''),
    ...(options.cert && { cert: String(options.cert), key: String(options.key) }),
    ...(headers?.Authorization && { authorization: headers.Authorization }),
  }
}
