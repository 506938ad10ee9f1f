import type { ReplicaSet, StatefulSet } from '@chat-demo/cluster/client'
import { controllerOf, type Deployment, type Node, type Pod, parseQuantity } from '@chat-demo/cluster/client'
import { deploymentOf, imageTags, standardTags } from '../../kubernetes/tags.ts'
import type { Sample } from '../sender.ts'

export interface ClusterState {
  pods: readonly Pod[]
  nodes: readonly Node[]
  deployments: readonly Deployment[]
  replicaSets: readonly ReplicaSet[]
  statefulSets: readonly StatefulSet[]
}

const waitingReasons = [
  'errimagepull',
  'imagepullbackoff',
  'crashloopbackoff',
  'containercreating',
  'createcontainererror',
  'invalidimagename',
]
const terminatedReasons = ['oomkilled', 'containercannotrun', 'error']
const phases = ['Pending', 'Running', 'Succeeded', 'Failed', 'Unknown']

const gauge = (metric: string, value: number | undefined, tags: readonly string[]): Sample => ({
  kind: 'gauge',
  metric: `kubernetes_state.${metric}`,
  value: value ?? 0,
  tags,
})

/** What the Kubernetes State Core check tells of the cluster: wanted against actual, by its names and tags. */
export function stateSamples({ pods, nodes, deployments, replicaSets, statefulSets }: ClusterState): Sample[] {
  return [
    ...deployments.flatMap(deploymentSamples),
    ...replicaSets.flatMap(replicaSetSamples),
    ...statefulSets.flatMap(statefulSetSamples),
    ...pods.flatMap(podSamples),
    ...pods.flatMap(containerSamples),
    ...nodes.flatMap(nodeSamples),
  ]
}

const workloadTags = (kind: string, { metadata }: Deployment | ReplicaSet | StatefulSet): string[] => [
  `kube_namespace:${metadata.namespace}`,
  `kube_${kind}:${metadata.name}`,
  ...standardTags(metadata.labels),
]

function deploymentSamples(deployment: Deployment): Sample[] {
  const { spec, status } = deployment
  const tags = workloadTags('deployment', deployment)
  return [
    gauge('deployment.replicas_desired', spec.replicas ?? 1, tags),
    gauge('deployment.replicas', status?.replicas, tags),
    gauge('deployment.replicas_ready', status?.readyReplicas, tags),
    gauge('deployment.replicas_available', status?.availableReplicas, tags),
    gauge('deployment.replicas_unavailable', status?.unavailableReplicas, tags),
    gauge('deployment.replicas_updated', status?.updatedReplicas, tags),
    gauge('deployment.paused', spec.paused ? 1 : 0, tags),
    gauge('deployment.count', 1, [
      `kube_namespace:${deployment.metadata.namespace}`,
      ...standardTags(deployment.metadata.labels),
    ]),
    ...(status?.conditions ?? []).flatMap(({ type, status: value }) => [
      gauge('deployment.condition', 1, [...tags, `condition:${type.toLowerCase()}`, `status:${value.toLowerCase()}`]),
    ]),
  ]
}

function replicaSetSamples(replicaSet: ReplicaSet): Sample[] {
  const { spec, status, metadata } = replicaSet
  const owner = controllerOf(replicaSet)
  const tags = [
    ...workloadTags('replica_set', replicaSet),
    ...(owner?.kind === 'Deployment' ? [`kube_deployment:${owner.name}`] : []),
  ]
  return [
    gauge('replicaset.replicas_desired', spec.replicas ?? 1, tags),
    gauge('replicaset.replicas', status?.replicas, tags),
    gauge('replicaset.replicas_ready', status?.readyReplicas, tags),
    gauge('replicaset.fully_labeled_replicas', status?.fullyLabeledReplicas, tags),
    gauge('replicaset.count', 1, [`kube_namespace:${metadata.namespace}`]),
  ]
}

function statefulSetSamples(statefulSet: StatefulSet): Sample[] {
  const { spec, status } = statefulSet
  const tags = workloadTags('stateful_set', statefulSet)
  return [
    gauge('statefulset.replicas_desired', spec.replicas ?? 1, tags),
    gauge('statefulset.replicas', status?.replicas, tags),
    gauge('statefulset.replicas_ready', status?.readyReplicas, tags),
    gauge('statefulset.replicas_current', status?.currentReplicas, tags),
    gauge('statefulset.replicas_updated', status?.updatedReplicas, tags),
    gauge('statefulset.count', 1, [`kube_namespace:${statefulSet.metadata.namespace}`]),
  ]
}

function tagsOfPod(pod: Pod): string[] {
  const owner = controllerOf(pod)
  const deployment = owner?.kind === 'ReplicaSet' ? deploymentOf(owner.name) : null
  return [
    `kube_namespace:${pod.metadata.namespace}`,
    `pod_name:${pod.metadata.name}`,
    ...(pod.spec.nodeName ? [`node:${pod.spec.nodeName}`] : []),
    ...standardTags(pod.metadata.labels),
    ...(deployment ? [`kube_deployment:${deployment}`] : []),
    ...(owner?.kind === 'ReplicaSet' ? [`kube_replica_set:${owner.name}`] : []),
    ...(owner?.kind === 'StatefulSet' ? [`kube_stateful_set:${owner.name}`] : []),
  ]
}

function podSamples(pod: Pod): Sample[] {
  const { status } = pod
  const tags = tagsOfPod(pod)
  const condition = (type: string) => status?.conditions?.find(each => each.type === type)?.status.toLowerCase()
  const byCondition = (metric: string, type: string) =>
    ['true', 'false', 'unknown'].map(value =>
      gauge(metric, condition(type) === value ? 1 : 0, [...tags, `condition:${value}`]),
    )
  return [
    ...byCondition('pod.ready', 'Ready'),
    ...byCondition('pod.scheduled', 'PodScheduled'),
    ...phases
      .filter(phase => status?.phase === phase)
      .map(phase => gauge('pod.status_phase', 1, [...tags, `pod_phase:${phase.toLowerCase()}`, `phase:${phase}`])),
    gauge('pod.count', 1, [`kube_namespace:${pod.metadata.namespace}`, ...standardTags(pod.metadata.labels)]),
  ]
}

function containerSamples(pod: Pod): Sample[] {
  const podTags = tagsOfPod(pod)
  return pod.spec.containers.flatMap(({ name, image = '', resources }) => {
    const tags = [...podTags, `kube_container_name:${name}`]
    const status = pod.status?.containerStatuses?.find(each => each.name === name)
    const { state, lastState } = status ?? {}
    const waiting = state?.waiting?.reason?.toLowerCase() ?? ''
    const report = (kind: string, reason: string) =>
      gauge(`container.status_report.count.${kind}`, 1, [...tags, `reason:${reason}`])
    const ended = [state, lastState].flatMap(of => of?.terminated?.reason?.toLowerCase() ?? [])
    return [
      ...Object.entries(resources?.requests ?? {})
        .filter(([resource]) => /^(cpu|memory)$/.test(resource))
        .map(([resource, quantity]) => gauge(`container.${resource}_requested`, parseQuantity(quantity), tags)),
      ...Object.entries(resources?.limits ?? {})
        .filter(([resource]) => /^(cpu|memory)$/.test(resource))
        .map(([resource, quantity]) => gauge(`container.${resource}_limit`, parseQuantity(quantity), tags)),
      ...(status
        ? [
            gauge('container.ready', status.ready ? 1 : 0, tags),
            gauge('container.running', state?.running ? 1 : 0, [...tags, ...imageTags(image)]),
            gauge('container.waiting', state?.waiting ? 1 : 0, tags),
            gauge('container.terminated', state?.terminated ? 1 : 0, tags),
            gauge('container.restarts', status.restartCount, tags),
          ]
        : []),
      ...(waitingReasons.includes(waiting) ? [report('waiting', waiting)] : []),
      ...[...new Set(ended)]
        .filter(reason => terminatedReasons.includes(reason))
        .map(reason => report('terminated', reason)),
    ]
  })
}

function nodeSamples({ metadata, spec, status }: Node): Sample[] {
  const tags = [`node:${metadata.name}`]
  const resources = (kind: 'capacity' | 'allocatable') =>
    Object.entries(status?.[kind] ?? {})
      .filter(([resource]) => /^(cpu|memory|pods)$/.test(resource))
      .map(([resource, quantity]) => gauge(`node.${resource}_${kind}`, parseQuantity(quantity), tags))
  return [
    gauge('node.count', 1, []),
    gauge('node.status', 1, [...tags, `status:${spec?.unschedulable ? 'unschedulable' : 'schedulable'}`]),
    ...(status?.conditions ?? []).map(({ type, status: value }) =>
      gauge('node.by_condition', 1, [...tags, `condition:${type}`, `status:${value.toLowerCase()}`]),
    ),
    ...resources('capacity'),
    ...resources('allocatable'),
  ]
}
