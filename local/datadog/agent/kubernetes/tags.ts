import type { Container, Pod } from '@chat-demo/cluster/client'
import { controllerOf } from '@chat-demo/cluster/client'

/** Standard labels that become tags, on pods and on workloads alike. */
const labelTags: Readonly<Record<string, string>> = {
  'tags.datadoghq.com/env': 'env',
  'tags.datadoghq.com/service': 'service',
  'tags.datadoghq.com/version': 'version',
  'app.kubernetes.io/name': 'kube_app_name',
  'app.kubernetes.io/instance': 'kube_app_instance',
  'app.kubernetes.io/version': 'kube_app_version',
  'app.kubernetes.io/component': 'kube_app_component',
  'app.kubernetes.io/part-of': 'kube_app_part_of',
  'app.kubernetes.io/managed-by': 'kube_app_managed_by',
}

const ownerTags: Readonly<Record<string, string>> = {
  ReplicaSet: 'kube_replica_set',
  StatefulSet: 'kube_stateful_set',
  DaemonSet: 'kube_daemon_set',
  Job: 'kube_job',
}

/** `key:value` of the labels that Datadog knows. */
export function standardTags(labels: Readonly<Record<string, string>> | undefined): string[] {
  return Object.entries(labelTags).flatMap(([label, tag]) => {
    const value = labels?.[label]
    return value ? [`${tag}:${value}`] : []
  })
}

/** A Deployment names its ReplicaSets `<deployment>-<hash>`, and hashes have no vowels nor 0, 1, 3. */
export function deploymentOf(replicaSet: string): string | null {
  return /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{1,10}$/.exec(replicaSet)?.[1] ?? null
}

/** Tags that all pods of a workload share, in the words of the Agent's tagger: low cardinality. */
export function workloadTags(pod: Pod): string[] {
  const owner = controllerOf(pod)
  const ownerTag = owner && ownerTags[owner.kind]
  const deployment = owner?.kind === 'ReplicaSet' ? deploymentOf(owner.name) : null
  return [
    `kube_namespace:${pod.metadata.namespace}`,
    ...standardTags(pod.metadata.labels),
    ...(owner ? [`kube_ownerref_kind:${owner.kind.toLowerCase()}`] : []),
    ...(owner && ownerTag ? [`${ownerTag}:${owner.name}`] : []),
    ...(deployment ? [`kube_deployment:${deployment}`] : []),
    ...(pod.status?.qosClass ? [`kube_qos:${pod.status.qosClass.toLowerCase()}`] : []),
  ]
}

export const podTags = (pod: Pod): string[] => [...workloadTags(pod), `pod_name:${pod.metadata.name}`]

/** `image_name`, `short_image` and `image_tag` of an image reference. */
export function imageTags(image: string): string[] {
  const [reference = ''] = image.split('@')
  const colon = reference.lastIndexOf(':')
  const tagged = colon > reference.lastIndexOf('/')
  const name = tagged ? reference.slice(0, colon) : reference
  const short = name.slice(name.lastIndexOf('/') + 1)
  return [`image_name:${name}`, `short_image:${short}`, `image_tag:${tagged ? reference.slice(colon + 1) : 'latest'}`]
}

/** What a container has beside its pod's tags. */
export function containerTags(pod: Pod, { name, image = '' }: Pick<Container, 'name' | 'image'>): string[] {
  return [
    `kube_container_name:${name}`,
    `container_name:${name}`,
    `display_container_name:${name}_${pod.metadata.name}`,
    ...imageTags(image),
  ]
}
