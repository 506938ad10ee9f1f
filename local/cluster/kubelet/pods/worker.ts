import { isNotFound } from '../../client/api-client.ts'
import { Backoff } from '../../client/backoff.ts'
import { keyOf, refOf } from '../../client/owner.ts'
import type { Container, Pod } from '../../client/types.ts'
import { HOST_PORTS_ANNOTATION } from '../../controllers/endpoints/host-ports.ts'
import { ManagedContainer } from '../containers/managed.ts'
import { isSidecar } from '../containers/plan.ts'
import { type ContainerView, newView } from '../containers/view.ts'
import type { PodAddress } from './addresses.ts'
import { ContainerStarter } from './container-starter.ts'
import type { NodeContext } from './context.ts'
import { restoreView } from './restore.ts'
import { podStatus } from './status.ts'
import { StatusPublisher } from './status-publisher.ts'
import { PodVolumes } from './volumes.ts'

/** How long a restart waits for the end before it to be written, so that watchers see it. */
const SHOW_EXIT_MS = 1_000
/** Grace for the containers of a pod that was removed from the API by force. */
const FORCED_GRACE_MS = 1_000

type Phase = 'running' | 'stopping' | 'stopped'

/** Keeps one pod as its spec says: one pass at a time, woken by changes, exits and timers. */
export class PodWorker {
  readonly #node: NodeContext
  readonly #containers: ManagedContainer[]
  readonly #publisher: StatusPublisher
  readonly #volumes: PodVolumes
  readonly #mountBackoff = new Backoff({ initial: 500, max: 122_000 })
  readonly #starter: ContainerStarter
  readonly #startTime: number
  readonly #restored: boolean
  #pod: Pod
  #address: PodAddress | undefined
  #volumesChanged = true
  #initializing = true
  #phase: Phase = 'running'
  #removed = false
  /** Set when the node stops: the pod stays in the API and starts again with the node. */
  #nodeStopping: { graceMs: number } | undefined
  #active: Promise<void> | undefined
  #again = false
  #cancelTimer: () => void = () => undefined
  #resolveDone: () => void = () => undefined
  /** Resolves when nothing of the pod runs here any more. */
  readonly done = new Promise<void>(resolve => {
    this.#resolveDone = resolve
  })

  constructor(node: NodeContext, pod: Pod) {
    this.#node = node
    this.#pod = pod
    this.#publisher = new StatusPublisher(node.cluster, node.log, pod)
    this.#volumes = new PodVolumes(node)
    const now = node.cluster.clock.now()
    this.#startTime = Date.parse(pod.status?.startTime ?? '') || now
    this.#restored = pod.status?.startTime !== undefined
    this.#containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers].map(container => {
      const managed = new ManagedContainer({
        node,
        pod: () => this.#pod,
        container,
        onChange: () => this.#changed(),
        onExit: () => void this.#exited(managed),
      })
      restoreView(managed.view, pod, now)
      return managed
    })
    // The volumes of the earlier life are there, its init containers have to run again all the same.
    for (const { container, view } of this.#containers) {
      if (this.#restored && this.#isInit(container) && !this.#finishedBefore()) view.exit = undefined
    }
    this.#starter = new ContainerStarter(node, this.#containers, this.#volumes)
  }

  get pod(): Pod {
    return this.#pod
  }

  get address(): PodAddress | undefined {
    return this.#address
  }

  view(name: string): ContainerView {
    return this.#containers.find(({ container }) => container.name === name)?.view ?? newView(name)
  }

  update(pod: Pod): void {
    this.#pod = pod
    for (const container of [...(pod.spec.initContainers ?? []), ...pod.spec.containers]) {
      const managed = this.#containers.find(({ view }) => view.name === container.name)
      if (!managed) continue
      if (managed.container.image !== container.image) this.#starter.retry(container.name)
      managed.replace(container, this.#address)
    }
    this.wake()
  }

  /** The pod is gone from the API. */
  remove(): void {
    this.#removed = true
    this.wake()
  }

  /** A ConfigMap, Secret or claim that the pod may use has changed. */
  sourcesChanged(): void {
    this.#volumesChanged = true
    this.#starter.retry()
    this.wake()
  }

  /** Ends the containers because the node stops; resolves when they have ended. */
  stop(graceMs: number): Promise<void> {
    this.#nodeStopping = { graceMs }
    this.wake()
    return this.done
  }

  wake(): void {
    if (this.#active) {
      this.#again = true
      return
    }
    if (this.#phase === 'stopped') return
    this.#active = this.#pass()
      .catch(error => {
        this.#node.log.error({ pod: keyOf(this.#pod), err: error }, 'a pass over a pod failed; trying again')
        this.#wakeAt(this.#node.cluster.clock.now() + 1_000)
      })
      .finally(() => {
        this.#active = undefined
        if (!this.#again) return
        this.#again = false
        this.wake()
      })
  }

  async #pass(): Promise<void> {
    this.#cancelTimer()
    if (this.#removed || this.#pod.metadata.deletionTimestamp || this.#nodeStopping) return this.#end()
    if (this.#finishedBefore()) return
    if (!(await this.#prepare())) return
    if (!this.#address) return
    const { initializing, wakeAt } = await this.#starter.startDue(this.#pod, this.#address)
    this.#initializing = initializing
    for (const at of wakeAt) this.#wakeAt(at)
    this.#publish()
  }

  /** Succeeded or failed in an earlier life of the node: nothing is left to do. */
  #finishedBefore(): boolean {
    const phase = this.#pod.status?.phase
    return (phase === 'Succeeded' || phase === 'Failed') && this.#containers.every(({ isRunning }) => !isRunning)
  }

  /** Address and volumes; false when they are not there yet. */
  async #prepare(): Promise<boolean> {
    const { network, cluster, events } = this.#node
    this.#address ??= await this.#allocate(network)
    const renewAt = this.#volumes.renewAt()
    if (renewAt !== undefined && renewAt <= cluster.clock.now()) this.#volumesChanged = true
    if (this.#volumesChanged) {
      const running = this.#containers.some(({ isRunning }) => isRunning)
      try {
        await this.#volumes.setUp(this.#pod, this.#address)
        this.#volumesChanged = false
        this.#mountBackoff.forget('')
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error)
        events.record('Pod', this.#pod, { type: 'Warning', reason: 'FailedMount', message })
        this.#wakeAt(cluster.clock.now() + this.#mountBackoff.next(''))
        this.#publish()
        // Files of a pod that runs stay as they are until their sources are back.
        if (!running) return false
      }
    }
    const next = this.#volumes.renewAt()
    if (next !== undefined) this.#wakeAt(next)
    return true
  }

  async #allocate(network: NodeContext['network']): Promise<PodAddress> {
    const address = await network.allocate(this.#pod)
    const ports = Object.keys(address.hostPorts).length > 0 ? JSON.stringify(address.hostPorts) : undefined
    if (this.#pod.metadata.annotations?.[HOST_PORTS_ANNOTATION] !== ports) {
      const annotations = { [HOST_PORTS_ANNOTATION]: ports ?? null }
      this.#pod = await this.#node.cluster.patch('Pod', refOf(this.#pod), { metadata: { annotations } })
    }
    return address
  }

  #changed(): void {
    this.#publish()
    // The next container may wait for this one.
    if (this.#initializing) this.wake()
  }

  async #exited(managed: ManagedContainer): Promise<void> {
    this.#starter.ended(managed.view.name)
    this.#publish()
    await this.#publisher.flush(SHOW_EXIT_MS)
    this.wake()
  }

  /** Ends the pod's containers, then the pod. */
  async #end(): Promise<void> {
    if (this.#phase === 'stopped') return
    this.#phase = 'stopping'
    const running = this.#containers.filter(({ isRunning }) => isRunning)
    const main = running.filter(({ container }) => !(this.#isInit(container) && isSidecar(container)))
    // Sidecars serve the others until the end.
    for (const managed of main.length > 0 ? main : running) {
      managed.stop(this.#graceMs(), `Stopping container ${managed.container.name}`, this.#address)
    }
    this.#publish()
    if (running.length > 0) return
    this.#phase = 'stopped'
    await this.#publisher.flush(SHOW_EXIT_MS)
    this.#publisher.stop()
    if (!this.#nodeStopping || this.#pod.metadata.deletionTimestamp) await this.#delete()
    this.#tearDown()
  }

  #graceMs(): number {
    if (this.#nodeStopping) return this.#nodeStopping.graceMs
    const { metadata, spec } = this.#pod
    if (this.#removed && !metadata.deletionTimestamp) return FORCED_GRACE_MS
    const seconds = metadata.deletionGracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30
    return Math.max(FORCED_GRACE_MS, seconds * 1000)
  }

  async #delete(): Promise<void> {
    const { cluster, log } = this.#node
    while (!this.#removed) {
      try {
        await cluster.delete('Pod', refOf(this.#pod), { gracePeriodSeconds: 0, uid: this.#pod.metadata.uid })
        return
      } catch (error) {
        if (isNotFound(error)) return
        if (this.#nodeStopping) return
        log.warn({ pod: keyOf(this.#pod), err: error }, 'a pod that has ended could not be deleted; trying again')
        await new Promise<void>(resolve => cluster.clock.after(1_000, resolve))
      }
    }
  }

  #tearDown(): void {
    const { network, directories } = this.#node
    const { uid } = this.#pod.metadata
    this.#cancelTimer()
    network.release(uid)
    this.#starter.forget(this.#pod)
    if (!this.#nodeStopping || this.#removed) directories.remove(this.#pod)
    this.#resolveDone()
  }

  #publish(): void {
    const now = this.#node.cluster.clock.now()
    // What was decided last counts even if its write is still under way; conditions of others come from the API.
    const own = this.#publisher.wanted?.conditions ?? []
    const others = (this.#pod.status?.conditions ?? []).filter(({ type }) => !own.some(item => item.type === type))
    const known = { ...this.#pod, status: { ...this.#pod.status, conditions: [...own, ...others] } }
    const observation = {
      view: (name: string) => this.view(name),
      startTime: this.#startTime,
      hostIP: this.#node.hostIP,
      podIP: this.#address?.ip,
      initializing: this.#initializing,
      terminal:
        this.#phase !== 'running' && this.#containers.every(({ isRunning }) => !isRunning) && !this.#nodeStopping,
    }
    this.#publisher.publish(podStatus(known, observation, now))
  }

  #isInit(container: Container): boolean {
    return this.#pod.spec.initContainers?.some(({ name }) => name === container.name) ?? false
  }

  #wakeAt(at: number): void {
    const { clock } = this.#node.cluster
    if (at >= this.#nextWake && this.#nextWake > clock.now()) return
    this.#cancelTimer()
    this.#nextWake = at
    const cancel = clock.after(at - clock.now(), () => this.wake())
    this.#cancelTimer = () => {
      cancel()
      this.#nextWake = Number.POSITIVE_INFINITY
    }
  }

  #nextWake = Number.POSITIVE_INFINITY
}
