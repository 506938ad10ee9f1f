import { writeFileSync } from 'node:fs'
import { KubeConfig } from '@kubernetes/client-node'

export interface ClusterAccess {
  server: string
  /** PEM of the authority that signed the server's certificate. */
  ca: string
  user: string
  token: string
  namespace: string
}

/** The context's name for everything that this launcher writes. */
export const contextName = 'chat-demo-local'

export function kubeConfig({ server, ca, user, token, namespace }: ClusterAccess): KubeConfig {
  const config = new KubeConfig()
  config.loadFromOptions({
    clusters: [{ name: contextName, server, caData: Buffer.from(ca).toString('base64'), skipTLSVerify: false }],
    users: [{ name: user, token }],
    contexts: [{ name: contextName, cluster: contextName, user, namespace }],
    currentContext: contextName,
  })
  return config
}

/** Writes a kubeconfig that its owner only can read. */
export function writeKubeconfig(file: string, access: ClusterAccess): KubeConfig {
  const config = kubeConfig(access)
  writeFileSync(file, config.exportConfig(), { mode: 0o600 })
  return config
}
