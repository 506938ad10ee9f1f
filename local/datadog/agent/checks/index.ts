import type { PodMetrics } from '@chat-demo/cluster/client'
import type { Logger } from 'pino'
import type { Figures } from '../../intake/figures.ts'
import type { Store } from '../../store/store.ts'
import { Autodiscovery } from '../autodiscovery/autodiscovery.ts'
import { type ClusterView, livePods } from '../kubernetes/cluster-view.ts'
import { streamEvents } from './kubernetes/event-stream.ts'
import { kubeletSamples } from './kubernetes/kubelet.ts'
import { stateSamples } from './kubernetes/state.ts'
import { postgresCheck } from './postgres/check.ts'
import { rabbitmqCheck } from './rabbitmq/check.ts'
import { every } from './schedule.ts'
import { CheckSender } from './sender.ts'

export interface ChecksOptions {
  store: Store
  figures: Figures
  cluster: ClusterView
  /** The node that the Agent runs on, and the name of its host. */
  nodeName: string
  clusterName: string
  /** What `%%env_NAME%%` in annotations stands for. */
  environment: Readonly<Record<string, string>>
  log: Logger
  now?: () => number
  /** The Agent's default for checks. */
  everyMs?: number
}

export interface Checks {
  /** `container/integration` of the checks that annotations asked for. */
  running(): string[]
  close(): Promise<void>
}

const integrations = { postgres: postgresCheck, rabbitmq: rabbitmqCheck }

/** Collects from the cluster, and from what its pods' annotations name, every 15 seconds. */
export async function startChecks(options: ChecksOptions): Promise<Checks> {
  const { store, figures, cluster, nodeName, clusterName, environment, log } = options
  const { now = Date.now, everyMs = 15_000 } = options
  const global = clusterName ? [`kube_cluster_name:${clusterName}`] : []
  const sender = (host: string, tags: readonly string[]) =>
    new CheckSender({ store, figures, host, tags: [...global, ...tags], now })
  const kubelet = sender(nodeName, [])
  const state = sender('', [])
  await streamEvents(cluster, { store, sender: state, host: nodeName, now })
  const autodiscovery = new Autodiscovery({
    cluster,
    checks: integrations,
    hostname: nodeName,
    environment,
    sender,
    log,
    now,
    everyMs,
  })
  const onError = (check: string) => (error: unknown) => log.warn({ err: error, check }, 'a check failed')
  const schedules = [
    every({
      everyMs,
      onError: onError('kubelet'),
      work: async () => {
        let usage: PodMetrics[] = []
        try {
          usage = await cluster.podUsage()
        } finally {
          // Restarts and limits are told also while nobody measures.
          kubelet.send(kubeletSamples(livePods(cluster.list('Pod'), nodeName), usage, now()))
        }
      },
    }),
    every({
      everyMs,
      onError: onError('kubernetes_state_core'),
      work: async () =>
        state.send(
          stateSamples({
            pods: cluster.list('Pod'),
            nodes: cluster.list('Node'),
            deployments: cluster.list('Deployment'),
            replicaSets: cluster.list('ReplicaSet'),
            statefulSets: cluster.list('StatefulSet'),
          }),
        ),
    }),
  ]
  return {
    running: () => autodiscovery.running(),
    async close() {
      await Promise.all([...schedules.map(schedule => schedule.close()), autodiscovery.close()])
    },
  }
}
