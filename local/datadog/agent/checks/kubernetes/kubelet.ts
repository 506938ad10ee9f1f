import {
  type Container,
  type ContainerStatus,
  type Pod,
  type PodMetrics,
  parseQuantity,
} from '@chat-demo/cluster/client'
import { containerTags, podTags, workloadTags } from '../../kubernetes/tags.ts'
import type { Sample } from '../sender.ts'

const waitingReasons = [
  'errimagepull',
  'imagepullbackoff',
  'crashloopbackoff',
  'containercreating',
  'createcontainererror',
  'invalidimagename',
  'createcontainerconfigerror',
]
const terminatedReasons = ['oomkilled', 'containercannotrun', 'error']

const gauge = (metric: string, value: number, tags: readonly string[]): Sample => ({
  kind: 'gauge',
  metric,
  value,
  tags,
})

interface Usage {
  cpuNanoCores: number
  memoryBytes: number
}

/** What the kubelet and container checks tell of the pods of a node. `now` is in Unix milliseconds. */
export function kubeletSamples(pods: readonly Pod[], metrics: readonly PodMetrics[], now: number): Sample[] {
  const usage = usageByContainer(metrics)
  return [
    ...pods.flatMap(pod =>
      pod.spec.containers.flatMap(container => {
        const status = pod.status?.containerStatuses?.find(({ name }) => name === container.name)
        const tags = [...podTags(pod), ...containerTags(pod, container)]
        const used = usage.get(`${pod.metadata.namespace}/${pod.metadata.name}/${container.name}`)
        return [
          ...specSamples(container, tags),
          ...(status ? statusSamples(status, tags) : []),
          ...(used ? usageSamples(used, container, tags) : []),
          ...(used && status?.state?.running?.startedAt
            ? [gauge('container.uptime', (now - Date.parse(status.state.running.startedAt)) / 1000, tags)]
            : []),
        ]
      }),
    ),
    ...runningSamples(pods),
  ]
}

function usageByContainer(metrics: readonly PodMetrics[]): Map<string, Usage> {
  return new Map(
    metrics.flatMap(({ metadata, containers }) =>
      containers.map(({ name, usage }) => [
        `${metadata.namespace}/${metadata.name}/${name}`,
        { cpuNanoCores: parseQuantity(usage.cpu) * 1e9, memoryBytes: parseQuantity(usage.memory) },
      ]),
    ),
  )
}

/** CPU in cores, memory in bytes. */
function specSamples({ resources }: Container, tags: readonly string[]): Sample[] {
  const samples = (kind: 'requests' | 'limits') =>
    Object.entries(resources?.[kind] ?? {}).map(([resource, quantity]) =>
      gauge(`kubernetes.${resource}.${kind}`, parseQuantity(quantity), tags),
    )
  return [...samples('requests'), ...samples('limits')]
}

function statusSamples({ restartCount, state, lastState }: ContainerStatus, tags: readonly string[]): Sample[] {
  const reasoned = (metric: string, reason: string | undefined, known: string[]) => {
    const lower = reason?.toLowerCase() ?? ''
    return known.includes(lower) ? [gauge(metric, 1, [...tags, `reason:${lower}`])] : []
  }
  return [
    gauge('kubernetes.containers.restarts', restartCount, tags),
    ...[['state', state] as const, ['last_state', lastState] as const].flatMap(([name, of]) => [
      ...reasoned(`kubernetes.containers.${name}.terminated`, of?.terminated?.reason, terminatedReasons),
      ...reasoned(`kubernetes.containers.${name}.waiting`, of?.waiting?.reason, waitingReasons),
    ]),
  ]
}

/** CPU in nanocores, memory in bytes; the kubelet counts what cannot be reclaimed, which is the working set. */
function usageSamples(used: Usage, { resources }: Container, tags: readonly string[]): Sample[] {
  const { cpuNanoCores, memoryBytes } = used
  const limit = (resource: 'cpu' | 'memory') => {
    const quantity = resources?.limits?.[resource]
    return quantity === undefined ? null : parseQuantity(quantity)
  }
  const [cpuLimit, memoryLimit] = [limit('cpu'), limit('memory')]
  return [
    gauge('kubernetes.cpu.usage.total', cpuNanoCores, tags),
    gauge('container.cpu.usage', cpuNanoCores, tags),
    gauge('kubernetes.memory.usage', memoryBytes, tags),
    gauge('kubernetes.memory.working_set', memoryBytes, tags),
    gauge('container.memory.usage', memoryBytes, tags),
    gauge('container.memory.working_set', memoryBytes, tags),
    ...(cpuLimit === null ? [] : [gauge('container.cpu.limit', cpuLimit * 1e9, tags)]),
    ...(memoryLimit === null
      ? []
      : [
          gauge('container.memory.limit', memoryLimit, tags),
          gauge('kubernetes.memory.usage_pct', memoryBytes / memoryLimit, tags),
        ]),
  ]
}

/** How many pods and containers of each workload run. */
function runningSamples(pods: readonly Pod[]): Sample[] {
  const counts = new Map<string, Sample>()
  const count = (metric: string, tags: string[]) => {
    const key = [metric, ...tags].join('\n')
    const known = counts.get(key)
    counts.set(key, gauge(metric, (known?.value ?? 0) + 1, tags))
  }
  for (const pod of pods) {
    const running = (pod.status?.containerStatuses ?? []).filter(({ state }) => state?.running)
    if (running.length > 0) count('kubernetes.pods.running', workloadTags(pod))
    for (const { name } of running) {
      const container = pod.spec.containers.find(each => each.name === name)
      const own = containerTags(pod, { name, image: container?.image }).filter(tag => !tag.includes(pod.metadata.name))
      count('kubernetes.containers.running', [...workloadTags(pod), ...own])
    }
  }
  return [...counts.values()]
}
