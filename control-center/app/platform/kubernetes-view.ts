import {
  apiClient,
  type Clock,
  clusterErrorFrom,
  type KubernetesCluster,
  reflect,
  type Workload,
  workloadFrom,
} from '@chat-demo/engine'
import {
  AppsV1Api,
  CoreV1Api,
  type CoreV1Event,
  CustomObjectsApi,
  type KubeConfig,
  type V1Pod,
  type V1StatefulSet,
} from '@kubernetes/client-node'
import { z } from 'zod'
import type { PodUsage } from './pod-rows.ts'
import { type Poller, poll } from './poller.ts'
import { quantity } from './quantity.ts'

const metricsSchema = z.object({
  items: z.array(
    z.object({
      metadata: z.object({ name: z.string() }),
      containers: z.array(z.object({ usage: z.object({ cpu: z.string(), memory: z.string() }) })),
    }),
  ),
})

const METRICS_MS = 5_000

/** What the page and the engine know of the namespace: one watch per kind, whatever the number of viewers. */
export interface KubernetesView {
  pods(): readonly V1Pod[] | null
  events(): readonly CoreV1Event[] | null
  /** Deployments and StatefulSets; null until both were listed. */
  workloads(): readonly Workload[] | null
  /** Deployments only, as the engine acts on them. */
  readonly deployments: ReturnType<KubernetesCluster['watchWorkloads']>
  usage: Poller<Map<string, PodUsage>>
  /** Why the cluster does not answer; null while it does, undefined before the first answer. */
  problem(): string | null | undefined
  stop(): void
}

export function watchKubernetes(options: {
  config: KubeConfig
  cluster: KubernetesCluster
  clock: Clock
  onChange: () => void
}): KubernetesView {
  const { config, cluster, clock, onChange } = options
  const { namespace } = cluster
  const core = apiClient(config, CoreV1Api)
  const apps = apiClient(config, AppsV1Api)
  const custom = apiClient(config, CustomObjectsApi)
  const problems = new Map<string, string | null>()
  const status = (part: string) => (problem: string | null) => {
    problems.set(part, problem)
    onChange()
  }
  const call = <T>(action: () => Promise<T>) => action().catch(error => Promise.reject(clusterErrorFrom(error)))

  const deployments = cluster.watchWorkloads(status('deployments'))
  deployments.onChange(onChange)
  const pods = reflect<V1Pod>({
    config,
    path: `/api/v1/namespaces/${namespace}/pods`,
    list: () => call(() => core.listNamespacedPod({ namespace })),
    clock,
    onChange,
    onStatus: status('pods'),
  })
  const events = reflect<CoreV1Event>({
    config,
    path: `/api/v1/namespaces/${namespace}/events`,
    list: () => call(() => core.listNamespacedEvent({ namespace })),
    clock,
    onChange,
    onStatus: status('events'),
  })
  let stateful: Workload[] | null = null
  const statefulSets = reflect<V1StatefulSet>({
    config,
    path: `/apis/apps/v1/namespaces/${namespace}/statefulsets`,
    list: () => call(() => apps.listNamespacedStatefulSet({ namespace })),
    clock,
    onChange: () => {
      stateful = (statefulSets.items() ?? []).map(item => workloadFrom(JSON.parse(JSON.stringify(item))))
      onChange()
    },
    onStatus: status('statefulsets'),
  })
  const usage = poll({
    ask: async () => {
      const list = { group: 'metrics.k8s.io', version: 'v1beta1', namespace, plural: 'pods' }
      return usageOf(metricsSchema.parse(await call(() => custom.listNamespacedCustomObject(list))))
    },
    everyMs: METRICS_MS,
    clock,
    onChange,
  })

  return {
    pods: pods.items,
    events: events.items,
    workloads: () => {
      const current = deployments.current()
      return current && stateful && [...current, ...stateful]
    },
    deployments,
    usage,
    problem: () => {
      const known = [...problems.values()]
      return known.find(one => one !== null) ?? (known.length < 4 ? undefined : null)
    },
    stop: () => {
      for (const one of [deployments, pods, events, statefulSets, usage]) one.stop()
    },
  }
}

/** Usage by pod name, all containers together. */
function usageOf({ items }: z.infer<typeof metricsSchema>): Map<string, PodUsage> {
  return new Map(
    items.map(({ metadata, containers }) => [
      metadata.name,
      {
        memoryBytes: containers.reduce((sum, one) => sum + (quantity(one.usage.memory) ?? 0), 0),
        cpuCores: containers.reduce((sum, one) => sum + (quantity(one.usage.cpu) ?? 0), 0),
      },
    ]),
  )
}
