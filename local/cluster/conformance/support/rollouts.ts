import type { V1Deployment, V1Pod, V1ReplicaSet, V1ReplicaSetList } from '@kubernetes/client-node'
import { api, ok } from './cluster.ts'
import { eventually } from './eventually.ts'
import type { Namespace } from './namespace.ts'
import type { WatchEvent } from './watch.ts'

export const getDeployment = async (ns: Namespace, name: string) =>
  ok(await api.get<V1Deployment>(ns.apps(`deployments/${name}`)))

/** Waits until the rollout of the Deployment's newest spec is complete. */
export const rolledOut = (ns: Namespace, name: string, within = 60): Promise<V1Deployment> =>
  eventually(async () => {
    const body = await getDeployment(ns, name)
    const { observedGeneration = 0, replicas = 0, updatedReplicas = 0, availableReplicas = 0 } = body.status ?? {}
    const wanted = body.spec?.replicas ?? 1
    const seen = observedGeneration >= (body.metadata?.generation ?? 0)
    if (!seen || updatedReplicas !== wanted || replicas !== wanted || availableReplicas !== wanted) {
      throw new Error(`Deployment ${name} is ${JSON.stringify(body.status)}`)
    }
    return body
  }, within)

/** The ReplicaSets of a Deployment by revision, the oldest first. */
export async function replicaSets(ns: Namespace, name: string): Promise<V1ReplicaSet[]> {
  const list = ok(await api.get<V1ReplicaSetList>(`${ns.apps('replicasets')}?labelSelector=app%3D${name}`))
  return list.items.sort((a, b) => revision(a) - revision(b))
}

export const revision = (body: { metadata?: { annotations?: Record<string, string> } }) =>
  Number(body.metadata?.annotations?.['deployment.kubernetes.io/revision'])

/** Changes one variable of the template, which is a new revision. */
export const change = async (ns: Namespace, name: string, value: string) =>
  ok(
    await api.patch<V1Deployment>('strategic', ns.apps(`deployments/${name}`), {
      spec: { template: { spec: { containers: [{ name: 'tool', env: [{ name: 'VERSION', value }] }] } } },
    }),
  )

/**
 * How many pods there were that were not being deleted, and how many of them were ready, after each event of a watch
 * that began with all of them. The status of a Deployment does not tell: it adds up what its ReplicaSets last wrote.
 */
export function podCounts(events: WatchEvent[], startingWith: number): Array<{ live: number; ready: number }> {
  const pods = new Map<string, boolean>()
  const counts = events.map(({ type, object }) => {
    const { metadata, status } = object as V1Pod
    const name = metadata?.name ?? ''
    if (type === 'DELETED' || metadata?.deletionTimestamp) pods.delete(name)
    else pods.set(name, status?.conditions?.some(each => each.type === 'Ready' && each.status === 'True') ?? false)
    return { live: pods.size, ready: [...pods.values()].filter(Boolean).length }
  })
  return counts.slice(startingWith - 1)
}
