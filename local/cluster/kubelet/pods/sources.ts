import type { Cluster } from '../../client/cluster.ts'
import type { ConfigMap, Pod, Secret } from '../../client/types.ts'
import type { EnvironmentContext } from '../environment/build.ts'
import type { PodAddress } from './addresses.ts'
import type { NodeContext } from './context.ts'

/** What a pod's variables and files are made from, as the informers know it now. */
export function podSources(
  node: NodeContext,
  pod: Pod,
  address: PodAddress,
): Omit<EnvironmentContext, 'serviceVariables'> {
  return {
    pod,
    podIP: address.ip,
    hostIP: node.hostIP,
    allocatable: node.allocatable,
    configMap: name => lookup(node.cluster, 'ConfigMap', pod, name),
    secret: name => lookup(node.cluster, 'Secret', pod, name),
  }
}

function lookup<K extends 'ConfigMap' | 'Secret'>(cluster: Cluster, kind: K, pod: Pod, name: string) {
  const key = `${pod.metadata.namespace}/${name}`
  return cluster.informer(kind).get(key) as (K extends 'ConfigMap' ? ConfigMap : Secret) | undefined
}
