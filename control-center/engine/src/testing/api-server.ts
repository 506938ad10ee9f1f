import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  AppsV1Api,
  CoreV1Api,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
} from '@kubernetes/client-node'
import { parseAllDocuments } from 'yaml'
import { startApiServer } from '../../../../local/cluster/apiserver/server.ts'
import { loadKubeConfig } from '../cluster/kubeconfig.ts'

const ADMIN_TOKEN = 'the-tests-administrator'
const manifests = new URL('../../../../k8s/base/', import.meta.url)

export interface TestApiServer {
  admin: KubeConfig
  /** A kubeconfig of a ServiceAccount of `chat-demo`, with the rights that the manifests give it. */
  account(name: string): Promise<KubeConfig>
  /** Folder with the account's `token` and `ca.crt`, as in a pod. */
  mounted(name: string): Promise<{ serviceAccountDir: string; host: string; port: string }>
  /** Says that every replica of the Deployment is ready: no node runs here. */
  settle(name: string): Promise<void>
  /** Stops answering; everything stays. */
  stop(): Promise<void>
  /** Answers again, at the same address. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A Kubernetes API with the product's own accounts, rights and Deployments, and no node. */
export async function startTestApiServer(): Promise<TestApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-api-'))
  const tokensFile = join(folder, 'tokens.json')
  await writeFile(tokensFile, JSON.stringify([{ token: ADMIN_TOKEN, user: 'admin', groups: ['system:masters'] }]))
  const start = (port: number) =>
    startApiServer({ host: '127.0.0.1', port, dataDir: join(folder, 'data'), tokensFile, serviceCidr: '127.98.0.0/16' })
  let server = await start(0)

  async function kubeconfig(user: string, token: string): Promise<KubeConfig> {
    const file = join(folder, `${user}.kubeconfig`)
    const cluster = { name: 'c', cluster: { server: server.url, 'certificate-authority': server.caFile } }
    await writeFile(
      file,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [cluster],
        users: [{ name: user, user: { token } }],
        contexts: [{ name: 'c', context: { cluster: 'c', user, namespace: 'chat-demo' } }],
        'current-context': 'c',
      }),
    )
    return loadKubeConfig({ kubeconfig: file })
  }
  const admin = await kubeconfig('admin', ADMIN_TOKEN)
  const objects = KubernetesObjectApi.makeApiClient(admin)
  for (const file of ['namespace.yaml', 'rbac-chaos.yaml', 'worker.yaml', 'backend.yaml']) {
    for (const document of parseAllDocuments(await readFile(new URL(file, manifests), 'utf8'))) {
      const object = document.toJS() as KubernetesObject
      if (object.kind !== 'Namespace') object.metadata = { ...object.metadata, namespace: 'chat-demo' }
      await objects.create(object)
    }
  }
  const core = admin.makeApiClient(CoreV1Api)
  const apps = admin.makeApiClient(AppsV1Api)
  const tokenOf = async (name: string) => {
    const request = { name, namespace: 'chat-demo', body: { spec: { audiences: [], expirationSeconds: 3600 } } }
    const { status } = await core.createNamespacedServiceAccountToken(request)
    return status?.token ?? ''
  }

  return {
    admin,
    account: async name => kubeconfig(name, await tokenOf(name)),
    async mounted(name) {
      const serviceAccountDir = await mkdtemp(join(folder, 'mounted-'))
      await writeFile(join(serviceAccountDir, 'token'), await tokenOf(name))
      await writeFile(join(serviceAccountDir, 'ca.crt'), await readFile(server.caFile))
      return { serviceAccountDir, host: '127.0.0.1', port: String(server.port) }
    },
    async settle(name) {
      const { spec, metadata } = await apps.readNamespacedDeployment({ name, namespace: 'chat-demo' })
      const replicas = spec?.replicas ?? 1
      const counts = { replicas, readyReplicas: replicas, updatedReplicas: replicas, availableReplicas: replicas }
      const status = { ...counts, observedGeneration: metadata?.generation }
      await apps.patchNamespacedDeploymentStatus(
        { name, namespace: 'chat-demo', body: { status } },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      )
    },
    stop: () => server.close(),
    async restart() {
      server = await start(server.port)
    },
    async close() {
      await server.close()
      await rm(folder, { recursive: true })
    },
  }
}
