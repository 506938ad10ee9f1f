import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CoreV1Api, KubeConfig } from '@kubernetes/client-node'
import { startApiServer } from '../../../../local/cluster/apiserver/server.ts'
import { loadKubeConfig } from '../cluster/kubeconfig.ts'

/** An API to test against, with an administrator's access. */
export interface TestCluster {
  admin: KubeConfig
  server: string
  ca: string
  power: {
    /** Stops answering; everything stays. */
    stop(): Promise<void>
    /** Answers again, at the same address. */
    restart(): Promise<void>
  } | null
  close(): Promise<void>
}

/** The API of local/cluster, in this process and without a node. */
export async function processCluster(folder: string): Promise<TestCluster> {
  const token = 'the-tests-administrator'
  const tokensFile = join(folder, 'tokens.json')
  await writeFile(tokensFile, JSON.stringify([{ token, user: 'admin', groups: ['system:masters'] }]))
  const start = (port: number) =>
    startApiServer({ host: '127.0.0.1', port, dataDir: join(folder, 'data'), tokensFile, serviceCidr: '127.98.0.0/16' })
  let running = await start(0)
  const ca = await readFile(running.caFile, 'utf8')
  const admin = new KubeConfig()
  admin.loadFromClusterAndUser(
    { name: 'c', server: running.url, caData: Buffer.from(ca).toString('base64'), skipTLSVerify: false },
    { name: 'admin', token },
  )
  return {
    admin,
    server: running.url,
    ca,
    power: {
      stop: () => running.close(),
      async restart() {
        running = await start(running.port)
      },
    },
    close: () => running.close(),
  }
}

/** A cluster that somebody gave to the tests. Makes the namespace, and deletes it at the end. */
export async function realCluster(kubeconfig: string, namespace: string): Promise<TestCluster> {
  const admin = loadKubeConfig({ kubeconfig })
  const core = admin.makeApiClient(CoreV1Api)
  const { items } = await core.listNamespace()
  if (items.some(({ metadata }) => metadata?.name === namespace))
    throw new Error(`ENGINE_KUBECONFIG: the cluster has a namespace ${namespace} already, which would be deleted`)
  const current = admin.getCurrentCluster()
  if (!current?.caData) throw new Error('ENGINE_KUBECONFIG: certificate-authority-data is needed')
  return {
    admin,
    server: current.server,
    ca: Buffer.from(current.caData, 'base64').toString(),
    power: null,
    async close() {
      await core.deleteNamespace({ name: namespace })
    },
  }
}
