import type { Logger } from 'pino'
import { startChecks } from './agent/checks/index.ts'
import { openClusterView } from './agent/kubernetes/cluster-view.ts'
import type { PodTags } from './agent/kubernetes/pod-tags.ts'
import { startLogTailer } from './agent/logs/index.ts'
import type { Environment } from './environment.ts'
import type { Figures } from './intake/figures.ts'
import type { Store } from './store/store.ts'

/** Tags of pods for receivers that listen before the cluster has been seen: empty until then. */
export class LatePodTags implements PodTags {
  #pods: PodTags | null = null

  seen(pods: PodTags): void {
    this.#pods = pods
  }
  forEntity(podUid: string, container?: string) {
    return this.#pods?.forEntity(podUid, container) ?? []
  }
  facts(podUid: string) {
    return this.#pods?.facts(podUid)
  }
  entityOf(containerId: string) {
    return this.#pods?.entityOf(containerId)
  }
}

interface ClusterSideOptions {
  kubeconfig: string
  environment: Environment
  store: Store
  figures: Figures
  pods: LatePodTags
  logger: Logger
}

export interface ClusterSide {
  /** Rejects when the cluster can never be seen: what was given for it is wrong. */
  ready: Promise<void>
  close(): Promise<void>
}

/** What the Agent does beside receiving: it watches the cluster, follows logs and runs checks, as soon as there is one. */
export function startClusterSide(options: ClusterSideOptions): ClusterSide {
  const { kubeconfig, environment, store, figures, pods, logger } = options
  const started: { close(): Promise<void> }[] = []
  let closed = false
  /** What starts while everything ends is ended at once. */
  const keep = async (part: { close(): Promise<void> }): Promise<boolean> => {
    if (!closed) started.push(part)
    else await part.close()
    return !closed
  }
  const start = async (): Promise<void> => {
    const cluster = await openClusterView(kubeconfig, logger)
    pods.seen(cluster.podTags)
    if (!(await keep(cluster))) return
    const checks = await startChecks({
      store,
      figures,
      cluster,
      nodeName: environment.NODE_NAME,
      clusterName: environment.CLUSTER_NAME,
      environment: environment.checkEnvironment,
      log: logger,
    })
    if (!(await keep(checks)) || environment.POD_LOGS_DIR === undefined) return
    const logs = await startLogTailer({
      podLogsDir: environment.POD_LOGS_DIR,
      dataDir: environment.DATA_DIR,
      store,
      figures,
      hostName: environment.NODE_NAME,
      pods,
      onError: error => logger.warn({ err: error }, 'a log file cannot be followed'),
    })
    await keep(logs)
  }
  return {
    ready: start(),
    async close() {
      closed = true
      for (const part of started.splice(0).reverse()) await part.close()
    },
  }
}
