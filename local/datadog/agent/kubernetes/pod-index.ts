import type { Pod } from '@chat-demo/cluster/client'
import type { Entity, PodFacts, PodTags } from './pod-tags.ts'
import { containerTags, podTags } from './tags.ts'

interface Entry {
  facts: PodFacts
  tags: readonly string[]
  containers: ReadonlyMap<string, readonly string[]>
  containerIds: readonly string[]
  /** When the pod was gone from the API; its last telemetry comes later than that. */
  goneAt: number | null
}

/** How long a deleted pod is remembered: tracers send every two seconds, logs are read to their end. */
const rememberMs = 10 * 60_000

/** Tags and facts of pods by their uid, and of containers by their id, from the watch of pods. */
export class PodIndex implements PodTags {
  readonly #pods = new Map<string, Entry>()
  readonly #byContainerId = new Map<string, Entity>()
  readonly #now: () => number

  constructor(now: () => number = Date.now) {
    this.#now = now
  }

  /** Takes a change as an informer tells it. */
  take(current: Pod | undefined, previous: Pod | undefined): void {
    if (current) this.#set(current)
    else if (previous) {
      const entry = this.#pods.get(previous.metadata.uid)
      if (entry) entry.goneAt = this.#now()
    }
    this.#forget()
  }

  forEntity(podUid: string, container?: string): readonly string[] {
    const entry = this.#pods.get(podUid)
    if (!entry) return []
    const own = container === undefined ? undefined : entry.containers.get(container)
    return own ? [...entry.tags, ...own] : entry.tags
  }

  facts(podUid: string): PodFacts | undefined {
    return this.#pods.get(podUid)?.facts
  }

  entityOf(containerId: string): Entity | undefined {
    return this.#byContainerId.get(containerId)
  }

  #set(pod: Pod): void {
    const { uid, name, namespace, labels = {}, annotations = {} } = pod.metadata
    const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers]
    const statuses = [...(pod.status?.initContainerStatuses ?? []), ...(pod.status?.containerStatuses ?? [])]
    const known = this.#pods.get(uid)
    const ids = new Set(known?.containerIds)
    for (const status of statuses) {
      for (const id of [status.containerID, status.lastState?.terminated?.containerID]) {
        if (!id) continue
        const plain = id.replace(/^\w+:\/\//, '')
        ids.add(plain)
        this.#byContainerId.set(plain, { podUid: uid, container: status.name })
      }
    }
    this.#pods.set(uid, {
      facts: {
        name,
        namespace,
        labels,
        annotations,
        images: Object.fromEntries(containers.map(({ name, image = '' }) => [name, image])),
      },
      tags: podTags(pod),
      containers: new Map(containers.map(container => [container.name, containerTags(pod, container)])),
      containerIds: [...ids],
      goneAt: null,
    })
  }

  #forget(): void {
    for (const [uid, { goneAt, containerIds }] of this.#pods) {
      if (goneAt === null || this.#now() - goneAt < rememberMs) continue
      this.#pods.delete(uid)
      for (const id of containerIds) this.#byContainerId.delete(id)
    }
  }
}
