import type { Pod } from '../../client/types.ts'
import { formatDelay } from '../containers/crash-backoff.ts'
import type { ManagedContainer } from '../containers/managed.ts'
import { type ContainerPlan, planContainers } from '../containers/plan.ts'
import { startRequest } from '../containers/request.ts'
import { type ContainerExit, newView } from '../containers/view.ts'
import { ContainerConfigError } from '../environment/build.ts'
import type { PodAddress } from './addresses.ts'
import type { NodeContext } from './context.ts'
import type { PodVolumes } from './volumes.ts'

/** A missing key or Secret is looked for again after this time, and at once when it appears. */
const CONFIG_RETRY_MS = 10_000
/** While a container waits after crashes or for its image, an event says so this often. */
const EVENT_MS = 15_000

/** What one pass found out: whether init containers are still at work, and when to look again. */
export interface StartOutcome {
  initializing: boolean
  /** Milliseconds since the epoch; none when only an event can change something. */
  wakeAt: number[]
}

/** Begins the lives of a pod's containers as they are due: images, configuration, waits after crashes. */
export class ContainerStarter {
  readonly #node: NodeContext
  readonly #containers: ManagedContainer[]
  readonly #volumes: PodVolumes
  readonly #retryAt = new Map<string, number>()
  readonly #eventAt = new Map<string, number>()
  /** How containers ended in an earlier life of the node: no crash of theirs. */
  readonly #earlierExits: Set<ContainerExit | undefined>

  constructor(node: NodeContext, containers: ManagedContainer[], volumes: PodVolumes) {
    this.#node = node
    this.#containers = containers
    this.#volumes = volumes
    this.#earlierExits = new Set(containers.map(({ view }) => view.exit))
  }

  /** Something that a container waits for may be there now. */
  retry(name?: string): void {
    if (name === undefined) this.#retryAt.clear()
    else this.#retryAt.delete(name)
  }

  /** The next wait of this container is told anew. */
  ended(name: string): void {
    this.#eventAt.delete(name)
  }

  /** Nothing remembers the pod after this. */
  forget(pod: Pod): void {
    this.#node.images.forgetPod(pod.metadata.uid)
    for (const { view } of this.#containers) this.#node.crashes.forget(keyOf(pod, view.name))
  }

  async startDue(pod: Pod, address: PodAddress): Promise<StartOutcome> {
    const now = this.#node.cluster.clock.now()
    const plan = this.#plan(pod, now)
    const wakeAt: number[] = []
    for (const { name, until } of plan.backoff) {
      const managed = this.#find(name)
      if (managed) wakeAt.push(this.#waitAfterCrash(pod, managed, until, now))
    }
    for (const name of plan.start) {
      const managed = this.#find(name)
      if (!managed) continue
      const retryAt = this.#retryAt.get(name) ?? 0
      const next = retryAt > now ? retryAt : await this.#start(pod, managed, address, now)
      if (next !== undefined) wakeAt.push(next)
    }
    return { initializing: plan.initializing, wakeAt }
  }

  #plan(pod: Pod, now: number): ContainerPlan {
    return planContainers(
      pod,
      name => this.#find(name)?.view ?? newView(name),
      (name, finishedAt) => this.#node.crashes.waitUntil(keyOf(pod, name), finishedAt, now),
    )
  }

  #find(name: string): ManagedContainer | undefined {
    return this.#containers.find(({ view }) => view.name === name)
  }

  #waitAfterCrash(pod: Pod, managed: ManagedContainer, until: number, now: number): number {
    const { name } = managed.view
    const id = `${pod.metadata.name}_${pod.metadata.namespace}(${pod.metadata.uid})`
    const delay = formatDelay(this.#node.crashes.delay(keyOf(pod, name)))
    managed.view.waiting = {
      reason: 'CrashLoopBackOff',
      message: `back-off ${delay} restarting failed container=${name} pod=${id}`,
    }
    if (this.#mayTell(name, now)) {
      managed.event('Warning', 'BackOff', `Back-off restarting failed container ${name} in pod ${id}`)
    }
    return Math.min(until, this.#eventAt.get(name) ?? until)
  }

  /** Begins a life; or, when something is missing, notes what, and gives the moment of the next try. */
  async #start(pod: Pod, managed: ManagedContainer, address: PodAddress, now: number): Promise<number | undefined> {
    const { images, crashes } = this.#node
    const { container, view } = managed
    const pulled = images.pull(pod.metadata.uid, container, now)
    const quiet = pulled.image === undefined && view.waiting?.reason === 'ImagePullBackOff'
    if (!quiet || this.#mayTell(view.name, now)) {
      for (const { type, reason, message } of pulled.events) managed.event(type, reason, message)
    }
    if (!pulled.image) {
      view.waiting = pulled.waiting
      return this.#tryAgain(view.name, Math.min(pulled.retryAt, now + EVENT_MS))
    }
    let request: ReturnType<typeof startRequest>
    try {
      const mounts = this.#volumes.mounts(container)
      request = startRequest(this.#node, pod, container, pulled.image, mounts, address)
    } catch (error) {
      if (!(error instanceof ContainerConfigError)) throw error
      view.waiting = { reason: 'CreateContainerConfigError', message: error.message }
      managed.event('Warning', 'Failed', `Error: ${error.message}`)
      return this.#tryAgain(view.name, now + CONFIG_RETRY_MS)
    }
    this.#retryAt.delete(view.name)
    if (view.exit && !this.#earlierExits.has(view.exit)) {
      crashes.restarted(keyOf(pod, view.name), view.exit.finishedAt, now)
    }
    await managed.start(request, address)
    return undefined
  }

  #tryAgain(name: string, at: number): number {
    this.#retryAt.set(name, at)
    return at
  }

  /** Whether an event about waiting is due; if so, the next one is not for a while. */
  #mayTell(name: string, now: number): boolean {
    if ((this.#eventAt.get(name) ?? 0) > now) return false
    this.#eventAt.set(name, now + EVENT_MS)
    return true
  }
}

const keyOf = (pod: Pod, container: string) => `${pod.metadata.uid}_${container}`
