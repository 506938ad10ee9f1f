import { AppsV1Api, CoreV1Api, KubeConfig, type V1Pod } from '@kubernetes/client-node'
import { readRun } from './product.ts'

function api<T extends AppsV1Api | CoreV1Api>(kind: new (...args: never[]) => T): { client: T; namespace: string } {
  const { kubernetes } = readRun()
  const config = new KubeConfig()
  config.loadFromFile(kubernetes.kubeconfig)
  return { client: config.makeApiClient(kind as never) as unknown as T, namespace: kubernetes.namespace }
}

/** The wanted replicas of a Deployment. */
export async function replicasOf(name: string): Promise<number | undefined> {
  const { client, namespace } = api(AppsV1Api)
  return (await client.readNamespacedDeployment({ name, namespace })).spec?.replicas
}

/** The pod of a workload, the newest when there are two. */
export async function podOf(workload: string): Promise<V1Pod> {
  const { client, namespace } = api(CoreV1Api)
  const { items } = await client.listNamespacedPod({ namespace, labelSelector: `app=${workload}` })
  const newest = items.sort((a, b) => Number(b.metadata?.creationTimestamp) - Number(a.metadata?.creationTimestamp))[0]
  if (!newest) throw new Error(`${workload} has no pod.`)
  return newest
}
