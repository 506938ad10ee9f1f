import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'

/**
 * What of a kubeconfig this process needs. The official client's loader is not used here: importing it brings the
 * models of every Kubernetes API into memory (67 MB measured), for a process that has to stay under 110 MB.
 */
export interface ClusterAccess {
  server: URL
  /** PEM of the certificate authority. */
  certificateAuthority: string | undefined
  token: string | undefined
}

const kubeconfigSchema = z.looseObject({
  'current-context': z.string(),
  contexts: z.array(
    z.looseObject({ name: z.string(), context: z.looseObject({ cluster: z.string(), user: z.string() }) }),
  ),
  clusters: z.array(
    z.looseObject({
      name: z.string(),
      cluster: z.looseObject({
        server: z.url(),
        'certificate-authority': z.string().optional(),
        'certificate-authority-data': z.string().optional(),
      }),
    }),
  ),
  users: z.array(
    z.looseObject({
      name: z.string(),
      user: z.looseObject({ token: z.string().optional(), tokenFile: z.string().optional() }),
    }),
  ),
})

/** Reads server, authority and bearer token of the current context. */
export function loadKubeconfig(path: string): ClusterAccess {
  let content: unknown
  try {
    content = parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`KUBECONFIG ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
  const parsed = kubeconfigSchema.safeParse(content)
  if (!parsed.success) throw new Error(`KUBECONFIG ${path} is not a kubeconfig: ${z.prettifyError(parsed.error)}`)
  const file = (name: string) => readFileSync(resolve(dirname(path), name), 'utf8')
  const config = parsed.data
  const find = <Entry extends { name: string }>(what: string, entries: Entry[], name: string): Entry => {
    const entry = entries.find(item => item.name === name)
    if (!entry) throw new Error(`KUBECONFIG ${path} names the ${what} "${name}", which it does not hold`)
    return entry
  }
  const { context } = find('context', config.contexts, config['current-context'])
  const { cluster } = find('cluster', config.clusters, context.cluster)
  const { user } = find('user', config.users, context.user)
  const authorityFile = cluster['certificate-authority']
  const authorityData = cluster['certificate-authority-data']
  return {
    server: new URL(cluster.server),
    certificateAuthority: authorityData
      ? Buffer.from(authorityData, 'base64').toString('utf8')
      : authorityFile && file(authorityFile),
    token: user.token ?? (user.tokenFile && file(user.tokenFile).trim()),
  }
}
