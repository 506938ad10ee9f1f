import { type ApiClient, ApiError, type DeleteOptions, type ObjectRef, type WatchEvent } from './api-client.ts'
import { type Clock, timestamp } from './clock.ts'
import { controllerOf, keyOf } from './owner.ts'
import { resources } from './resources.ts'
import type { Kind, Kinds, New, Pod } from './types.ts'

interface Watcher {
  kind: Kind
  deliver: (event: WatchEvent<Kinds[Kind]>) => void
  end: (error?: unknown) => void
}

/** The API in memory for unit and property tests: versions, generations, graceful deletion, watch. */
export class FakeApi implements ApiClient {
  readonly #clock: Clock
  readonly #objects = new Map<Kind, Map<string, Kinds[Kind]>>()
  readonly #watchers = new Set<Watcher>()
  readonly #log: { version: number; kind: Kind; event: WatchEvent<Kinds[Kind]> }[] = []
  #version = 0
  #names = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async get<K extends Kind>(kind: K, ref: ObjectRef): Promise<Kinds[K]> {
    return structuredClone(this.#find(kind, ref))
  }

  async list<K extends Kind>(kind: K): Promise<{ items: Kinds[K][]; resourceVersion: string }> {
    return { items: this.all(kind), resourceVersion: String(this.#version) }
  }

  /** Everything of a kind, for assertions. */
  all<K extends Kind>(kind: K): Kinds[K][] {
    return structuredClone([...this.#of(kind).values()])
  }

  watch<K extends Kind>(
    kind: K,
    resourceVersion: string,
    onEvent: (event: WatchEvent<Kinds[K]>) => void,
    signal: AbortSignal,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      const watcher: Watcher = {
        kind,
        deliver: event => onEvent(event as WatchEvent<Kinds[K]>),
        end: error => {
          this.#watchers.delete(watcher)
          if (error) reject(error)
          else resolve()
        },
      }
      signal.addEventListener('abort', () => watcher.end(), { once: true })
      this.#watchers.add(watcher)
      for (const { version, kind: logged, event } of this.#log) {
        if (logged === kind && version > Number(resourceVersion)) this.#deliver(watcher, event)
      }
    })
  }

  /** Ends all watches, with an error when one is given: what a restart of the server looks like. */
  breakWatches(error?: unknown): void {
    for (const watcher of [...this.#watchers]) watcher.end(error)
  }

  async create<K extends Kind>(kind: K, object: New<K>): Promise<Kinds[K]> {
    const name =
      object.metadata.name ?? `${object.metadata.generateName}${(this.#names++).toString(36).padStart(5, 'x')}`
    const created = structuredClone(object) as unknown as Kinds[K]
    Object.assign(created.metadata, {
      name,
      namespace: object.metadata.namespace ?? '',
      uid: `uid-${this.#version + 1}`,
      generation: 1,
      creationTimestamp: timestamp(this.#clock.now()),
    })
    Object.assign(created, { kind, apiVersion: resources[kind].apiVersion })
    if (this.#of(kind).has(keyOf(created))) {
      throw new ApiError(409, 'AlreadyExists', `${resources[kind].plural} "${name}" already exists`)
    }
    return this.#store('ADDED', kind, created)
  }

  async update<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    const live = this.#checkVersion(kind, object)
    const next = structuredClone(object) as Kinds[K] & { spec?: unknown; status?: unknown }
    next.status = (live as { status?: unknown }).status
    const changed = JSON.stringify(next.spec) !== JSON.stringify((live as { spec?: unknown }).spec)
    next.metadata.generation = (live.metadata.generation ?? 1) + (changed ? 1 : 0)
    return this.#store('MODIFIED', kind, next)
  }

  async updateStatus<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    const live = this.#checkVersion(kind, object)
    const next = { ...structuredClone(live), status: structuredClone((object as { status?: unknown }).status) }
    next.metadata.annotations = structuredClone(object.metadata.annotations)
    return this.#store('MODIFIED', kind, next as Kinds[K])
  }

  async patch<K extends Kind>(kind: K, ref: ObjectRef, patch: object, subresource?: 'status'): Promise<Kinds[K]> {
    const live = structuredClone(this.#find(kind, ref))
    const merged = mergePatch(live, patch) as Kinds[K]
    return subresource === 'status' ? this.updateStatus(kind, merged) : this.update(kind, merged)
  }

  async delete<K extends Kind>(kind: K, ref: ObjectRef, options: DeleteOptions = {}): Promise<Kinds[K] | undefined> {
    const live = structuredClone(this.#find(kind, ref))
    if (options.uid && options.uid !== live.metadata.uid) throw new ApiError(409, 'Conflict', 'the uid differs')
    const pod = kind === 'Pod' ? (live as unknown as Pod) : undefined
    const grace = options.gracePeriodSeconds ?? pod?.spec.terminationGracePeriodSeconds ?? 30
    if (pod?.spec.nodeName && grace > 0) {
      if (live.metadata.deletionTimestamp) return live
      live.metadata.deletionTimestamp = timestamp(this.#clock.now() + grace * 1000)
      live.metadata.deletionGracePeriodSeconds = grace
      return this.#store('MODIFIED', kind, live)
    }
    this.#of(kind).delete(keyOf(live))
    this.#publish('DELETED', kind, live)
    for (const dependent of ['ReplicaSet', 'Pod'] as const) {
      for (const object of this.all(dependent)) {
        if (controllerOf(object)?.uid === live.metadata.uid) await this.delete(dependent, object.metadata)
      }
    }
    return undefined
  }

  async createToken(): Promise<{ token: string; expirationTimestamp: string }> {
    return { token: 'token', expirationTimestamp: timestamp(this.#clock.now() + 3_600_000) }
  }

  #of<K extends Kind>(kind: K): Map<string, Kinds[K]> {
    const existing = this.#objects.get(kind)
    if (existing) return existing as unknown as Map<string, Kinds[K]>
    const created = new Map<string, Kinds[K]>()
    this.#objects.set(kind, created as unknown as Map<string, Kinds[Kind]>)
    return created
  }

  #find<K extends Kind>(kind: K, ref: ObjectRef): Kinds[K] {
    const object = this.#of(kind).get(ref.namespace ? `${ref.namespace}/${ref.name}` : ref.name)
    if (!object) throw new ApiError(404, 'NotFound', `${resources[kind].plural} "${ref.name}" not found`)
    return object
  }

  #checkVersion<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K] {
    const live = this.#find(kind, object.metadata)
    if (live.metadata.resourceVersion !== object.metadata.resourceVersion) {
      throw new ApiError(409, 'Conflict', `${object.metadata.name}: the object has been modified`)
    }
    return live
  }

  #store<K extends Kind>(type: 'ADDED' | 'MODIFIED', kind: K, object: Kinds[K]): Kinds[K] {
    this.#publish(type, kind, object)
    this.#of(kind).set(keyOf(object), object)
    return structuredClone(object)
  }

  #publish(type: 'ADDED' | 'MODIFIED' | 'DELETED', kind: Kind, object: Kinds[Kind]): void {
    object.metadata.resourceVersion = String(++this.#version)
    const event = { type, object: structuredClone(object) }
    this.#log.push({ version: this.#version, kind, event })
    for (const watcher of this.#watchers) if (watcher.kind === kind) this.#deliver(watcher, event)
  }

  /** Later, as over a network, in order. */
  #deliver(watcher: Watcher, event: WatchEvent<Kinds[Kind]>): void {
    setImmediate(() => {
      if (this.#watchers.has(watcher)) watcher.deliver(structuredClone(event))
    })
  }
}

/** RFC 7386. */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (typeof patch !== 'object' || patch === null || Array.isArray(patch)) return patch
  const result: Record<string, unknown> =
    typeof target === 'object' && target !== null && !Array.isArray(target) ? { ...target } : {}
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key]
    else result[key] = mergePatch(result[key], value)
  }
  return result
}
