import {
  HttpApiClient,
  Informer,
  isConnectionFailure,
  type Kind,
  type Kinds,
  loadKubeconfig,
  type Pod,
  type PodMetrics,
  systemClock,
} from '@chat-demo/cluster/client'
import type { Logger } from 'pino'
import { PodIndex } from './pod-index.ts'
import type { PodTags } from './pod-tags.ts'

const watched = ['Pod', 'Node', 'Deployment', 'ReplicaSet', 'StatefulSet', 'Event'] as const
type Watched = (typeof watched)[number]

/** What the Agent sees of the cluster: copies that are kept true by watching, and the usage that it asks for. */
export interface ClusterView {
  list<K extends Watched>(kind: K): Kinds[K][]
  onChange<K extends Watched>(kind: K, handler: (current: Kinds[K] | undefined) => void): void
  podUsage(): Promise<PodMetrics[]>
  podTags: PodTags
  close(): Promise<void>
}

/**
 * Watches the cluster with the account of a kubeconfig; resolves when everything has been listed once.
 * @throws when the kubeconfig cannot be read
 */
export async function openClusterView(kubeconfig: string, log: Logger): Promise<ClusterView> {
  const client = new HttpApiClient(loadKubeconfig(kubeconfig), 'datadog-agent')
  const informers = new Map<Kind, Informer<Kind>>()
  const informerOf = <K extends Watched>(kind: K) => informers.get(kind) as unknown as Informer<K>
  for (const kind of watched) {
    const onError = (error: unknown) => {
      // A server that starts or ends is nothing to warn of: the informer goes on by itself.
      log[isConnectionFailure(error) ? 'debug' : 'warn']({ err: error, kind }, 'a watch of the cluster broke')
    }
    informers.set(kind, new Informer({ client, clock: systemClock, kind, onError }) as unknown as Informer<Kind>)
  }
  const index = new PodIndex()
  informerOf('Pod').onChange((current, previous) => index.take(current, previous))
  for (const informer of informers.values()) informer.start()
  await Promise.all([...informers.values()].map(informer => informer.synced))
  return {
    list: kind => informerOf(kind).list(),
    onChange: (kind, handler) => informerOf(kind).onChange(current => handler(current)),
    podUsage: () => client.podMetrics(),
    podTags: index,
    async close() {
      await Promise.all([...informers.values()].map(informer => informer.stop()))
      client.close()
    },
  }
}

/** Pods of this node that have not ended. */
export const livePods = (pods: readonly Pod[], nodeName: string): Pod[] =>
  pods.filter(({ spec, status }) => spec.nodeName === nodeName && !/^(Succeeded|Failed)$/.test(status?.phase ?? ''))
