import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { KubeConfig } from '@kubernetes/client-node'

/** Where the cluster's address and credentials come from. */
export type ClusterAccess =
  /** A pod's own: the mounted ServiceAccount and the address that Kubernetes injects. */
  | { serviceAccountDir: string; host: string; port: string }
  /** A kubeconfig file; `context` instead of its current one. */
  | { kubeconfig: string; context?: string }

/** Throws with what is missing where. The user's current kubectl context is never used unasked. */
export function loadKubeConfig(access: ClusterAccess): KubeConfig {
  const config = new KubeConfig()
  if ('kubeconfig' in access) {
    if (!existsSync(access.kubeconfig)) throw new Error(`the kubeconfig ${access.kubeconfig} does not exist`)
    config.loadFromFile(access.kubeconfig)
    if (access.context) {
      if (!config.getContextObject(access.context)) {
        const names = config.getContexts().map(context => context.name)
        throw new Error(`${access.kubeconfig} has no context ${access.context}; it has ${names.join(', ') || 'none'}`)
      }
      config.setCurrentContext(access.context)
    }
    if (!config.getCurrentCluster()) throw new Error(`${access.kubeconfig} names no cluster for its current context`)
    return config
  }
  const tokenFile = join(access.serviceAccountDir, 'token')
  const caFile = join(access.serviceAccountDir, 'ca.crt')
  for (const file of [tokenFile, caFile])
    if (!existsSync(file)) throw new Error(`the ServiceAccount file ${file} does not exist`)
  const host = access.host.includes(':') ? `[${access.host}]` : access.host
  config.loadFromClusterAndUser(
    { name: 'in-cluster', server: `https://${host}:${access.port}`, caFile, skipTLSVerify: false },
    // Read again from the file each minute: the kubelet renews the token.
    { name: 'service-account', authProvider: { name: 'tokenFile', config: { tokenFile } } },
  )
  return config
}
