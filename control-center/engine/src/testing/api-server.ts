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
import { loadKubeConfig } from '../cluster/kubeconfig.ts'
import { processCluster, realCluster, type TestCluster } from './clusters.ts'

const namespace = 'chat-demo'
const manifests = new URL('../../../../k8s/base/', import.meta.url)

export interface TestApiServer {
  admin: KubeConfig
  /** Stopping and starting it is for the process cluster only; absent on a real one. */
  power: TestCluster['power']
  /** A kubeconfig of a ServiceAccount of `chat-demo`, with the rights that the manifests give it. */
  account(name: string): Promise<KubeConfig>
  /** Folder with the account's `token` and `ca.crt`, as in a pod. */
  mounted(name: string): Promise<{ serviceAccountDir: string; host: string; port: string }>
  /** Returns when the Deployment's status has followed its spec; where no controller runs, sets it. */
  settle(name: string): Promise<void>
  close(): Promise<void>
}

/** Set to a kubeconfig, the tests run against that cluster's API; its namespace `chat-demo` must not exist yet. */
export const realKubeconfig = process.env.ENGINE_KUBECONFIG

/** A Kubernetes API with the product's own accounts, rights and Deployments, and no pod that could run. */
export async function startTestApiServer(): Promise<TestApiServer> {
  const folder = await mkdtemp(join(tmpdir(), 'engine-api-'))
  const cluster = await (realKubeconfig ? realCluster(realKubeconfig, namespace) : processCluster(folder))
  const { admin } = cluster
  const objects = KubernetesObjectApi.makeApiClient(admin)
  for (const file of [
    'namespace.yaml',
    'rbac-chaos.yaml',
    'worker.yaml',
    'backend.yaml',
    'reporting.yaml',
    'toxiproxy.yaml',
  ]) {
    for (const document of parseAllDocuments(await readFile(new URL(file, manifests), 'utf8'))) {
      const object = document.toJS() as KubernetesObject
      if (object.kind !== 'Namespace') object.metadata = { ...object.metadata, namespace }
      await objects.create(object)
    }
  }
  const core = admin.makeApiClient(CoreV1Api)
  const apps = admin.makeApiClient(AppsV1Api)
  const tokenOf = async (name: string) => {
    const request = { name, namespace, body: { spec: { audiences: [], expirationSeconds: 3600 } } }
    const { status } = await core.createNamespacedServiceAccountToken(request)
    return status?.token ?? ''
  }

  return {
    admin,
    power: cluster.power,
    async account(name) {
      const file = join(folder, `${name}.kubeconfig`)
      await writeFile(file, JSON.stringify(kubeconfigOf(cluster, name, await tokenOf(name))))
      return loadKubeConfig({ kubeconfig: file })
    },
    async mounted(name) {
      const serviceAccountDir = await mkdtemp(join(folder, 'mounted-'))
      await writeFile(join(serviceAccountDir, 'token'), await tokenOf(name))
      await writeFile(join(serviceAccountDir, 'ca.crt'), cluster.ca)
      const { hostname, port } = new URL(cluster.server)
      return { serviceAccountDir, host: hostname, port }
    },
    async settle(name) {
      // A real Deployment controller does it by itself.
      if (realKubeconfig) return
      const { spec, metadata } = await apps.readNamespacedDeployment({ name, namespace })
      const replicas = spec?.replicas ?? 1
      const counts = { replicas, readyReplicas: replicas, updatedReplicas: replicas, availableReplicas: replicas }
      const status = { ...counts, observedGeneration: metadata?.generation }
      await apps.patchNamespacedDeploymentStatus(
        { name, namespace, body: { status } },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      )
    },
    async close() {
      await cluster.close()
      await rm(folder, { recursive: true })
    },
  }
}

function kubeconfigOf({ server, ca }: TestCluster, user: string, token: string) {
  const authority = Buffer.from(ca).toString('base64')
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server, 'certificate-authority-data': authority } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: 'c', context: { cluster: 'c', user, namespace } }],
    'current-context': 'c',
  }
}
