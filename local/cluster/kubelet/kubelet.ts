import type { Cluster } from '../client/cluster.ts'
import { EventRecorder } from '../client/event-recorder.ts'
import { controllerOf } from '../client/owner.ts'
import type { Pod } from '../client/types.ts'
import type { Log } from '../controllers/controller.ts'
import { CrashBackoff } from './containers/crash-backoff.ts'
import { type AddressOf, serviceVariables } from './environment/service-variables.ts'
import { ImagePuller } from './images/puller.ts'
import type { ImageTable } from './images/table.ts'
import { NodeRegistration } from './node-registration.ts'
import { allocatable } from './node-status.ts'
import type { PodNetwork } from './pods/addresses.ts'
import type { NodeContext } from './pods/context.ts'
import { PodDirectories } from './pods/directories.ts'
import { PodWorker } from './pods/worker.ts'
import { check } from './probes/check.ts'
import { ProcessRuntime } from './processes/runtime.ts'
import type { ProcessSupervisor } from './processes/supervisor.ts'
import { findLog } from './server/find-log.ts'
import { type MeasuredContainer, ResourceMetrics } from './server/metrics.ts'
import { KubeletServer } from './server/server.ts'

export interface KubeletOptions {
  cluster: Cluster
  log: Log
  nodeName: string
  hostIP: string
  /** As in `kubectl version`. */
  version: string
  stateDirectory: string
  images: ImageTable
  network: PodNetwork
  supervisor: ProcessSupervisor
  /** Where Services are reached from this machine. */
  addressOf: AddressOf
  kubeletTokenFile: string
}

/** Runs the pods that are bound to this node. */
export class Kubelet {
  readonly #options: KubeletOptions
  readonly #node: NodeContext
  readonly #workers = new Map<string, PodWorker>()
  readonly #server: KubeletServer
  #registration: NodeRegistration | undefined
  #stopping = false

  constructor(options: KubeletOptions) {
    this.#options = options
    const { cluster, log, nodeName, supervisor } = options
    this.#node = {
      cluster,
      log,
      events: new EventRecorder({
        cluster,
        component: 'kubelet',
        host: nodeName,
        onError: error => log.warn({ err: error }, 'an event could not be written'),
      }),
      runtime: new ProcessRuntime({ clock: cluster.clock, supervisor, log }),
      network: options.network,
      images: new ImagePuller(reference => options.images.find(reference)),
      crashes: new CrashBackoff(),
      directories: new PodDirectories(options.stateDirectory),
      check,
      hostIP: options.hostIP,
      allocatable: allocatable(),
      serviceVariables: pod => this.#serviceVariables(pod),
    }
    this.#server = new KubeletServer({
      host: options.hostIP,
      tokenFile: options.kubeletTokenFile,
      findLog: (namespace, pod, container, previous) =>
        findLog(this.#worker(namespace, pod), this.#node.directories, { namespace, pod, container, previous }),
      metrics: new ResourceMetrics(
        () => this.#measured(),
        () => cluster.clock.now(),
      ),
      now: () => cluster.clock.now(),
      log,
    })
    for (const kind of ['ConfigMap', 'Secret', 'Service', 'PersistentVolumeClaim', 'Pod'] as const) {
      cluster.informer(kind)
    }
  }

  /** Registers the node and starts its pods; the informers must be in step with the API. */
  async start(): Promise<void> {
    const { cluster, log, nodeName, hostIP, version, images } = this.#options
    const kubeletPort = await this.#server.listen()
    this.#registration = new NodeRegistration(cluster, log, () => ({
      name: nodeName,
      hostIP,
      kubeletPort,
      images: images.names(),
      version,
    }))
    await this.#registration.start()
    const pods = cluster.informer('Pod')
    this.#node.directories.removeAllBut(pods.list())
    this.#pruneClaims()
    pods.onChange((current, previous) => this.#podChanged(current, previous))
    for (const kind of ['ConfigMap', 'Secret', 'PersistentVolumeClaim'] as const) {
      cluster.informer(kind).onChange((current, previous) => {
        const namespace = (current ?? previous)?.metadata.namespace
        for (const worker of this.#workers.values()) {
          if (worker.pod.metadata.namespace === namespace) worker.sourcesChanged()
        }
        if (kind === 'PersistentVolumeClaim' && !current) this.#pruneClaims()
      })
    }
  }

  /**
   * Ends all pods within the time left, those of Deployments first, then those of StatefulSets, which they use.
   * @param timeoutMs after which everything that still runs is killed
   */
  async stop(timeoutMs: number): Promise<void> {
    this.#stopping = true
    this.#registration?.stop()
    const deadline = this.#node.cluster.clock.now() + timeoutMs
    const isStateful = (worker: PodWorker) => controllerOf(worker.pod)?.kind === 'StatefulSet'
    const workers = [...this.#workers.values()]
    const groups = [workers.filter(worker => !isStateful(worker)), workers.filter(isStateful)]
    for (const [index, group] of groups.entries()) {
      const left = Math.max(0, deadline - this.#node.cluster.clock.now())
      // The first group leaves time for the second.
      const share = index === 0 && (groups[1]?.length ?? 0) > 0 ? left / 2 : left
      await Promise.all(group.map(worker => worker.stop(share)))
    }
    await this.#server.close()
    await this.#node.events.flush()
  }

  /** Something that pods wait for, other than ConfigMaps and Secrets, may be there now. */
  sourcesChanged(): void {
    for (const worker of this.#workers.values()) worker.sourcesChanged()
  }

  #podChanged(current: Pod | undefined, previous: Pod | undefined): void {
    const pod = current ?? previous
    if (!pod || pod.spec.nodeName !== this.#options.nodeName) return
    const { uid } = pod.metadata
    const worker = this.#workers.get(uid)
    if (!current) worker?.remove()
    else if (worker) worker.update(current)
    else if (!this.#stopping) this.#startWorker(current)
  }

  #startWorker(pod: Pod): void {
    const { uid } = pod.metadata
    const worker = new PodWorker(this.#node, pod)
    this.#workers.set(uid, worker)
    void worker.done.then(() => {
      this.#workers.delete(uid)
      this.#pruneClaims()
    })
    worker.wake()
  }

  #worker(namespace: string, name: string): PodWorker | undefined {
    return [...this.#workers.values()].find(
      ({ pod }) => pod.metadata.namespace === namespace && pod.metadata.name === name,
    )
  }

  /** Data of claims that are gone goes too, once no pod here uses claims that are going. */
  #pruneClaims(): void {
    if (this.#stopping) return
    const claims = this.#options.cluster.informer('PersistentVolumeClaim').list()
    const known = new Set(claims.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`))
    const stillUsed = [...this.#workers.values()].some(({ pod }) =>
      (pod.spec.volumes ?? []).some(({ persistentVolumeClaim }) => {
        if (!persistentVolumeClaim) return false
        return !known.has(`${pod.metadata.namespace}/${persistentVolumeClaim.claimName}`)
      }),
    )
    if (!stillUsed) this.#node.directories.removeClaimsBut(claims)
  }

  #serviceVariables(pod: Pod): Record<string, string> {
    const { cluster, addressOf } = this.#options
    const services = cluster.informer('Service')
    const own = pod.spec.enableServiceLinks === false ? [] : services.list(pod.metadata.namespace)
    const api = services.get('default/kubernetes')
    const all = api && !own.includes(api) ? [api, ...own] : own
    return serviceVariables(all, addressOf)
  }

  #measured(): MeasuredContainer[] {
    return [...this.#workers.values()].flatMap(worker =>
      worker.pod.spec.containers.flatMap(({ name }) => {
        const { running } = worker.view(name)
        if (!running) return []
        const { namespace, name: pod, uid } = worker.pod.metadata
        const usage = () => this.#options.supervisor.usage(`${uid}_${name}`)
        return [{ namespace, pod, container: name, ...running, usage }]
      }),
    )
  }
}
