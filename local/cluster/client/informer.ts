import { type ApiClient, ApiError, isGone, type WatchEvent } from './api-client.ts'
import { Backoff } from './backoff.ts'
import { type Clock, delay } from './clock.ts'
import { keyOf } from './owner.ts'
import type { Kind, Kinds } from './types.ts'

/** `previous` is absent for a new object, `current` for one that is gone. */
export type ChangeHandler<T> = (current: T | undefined, previous: T | undefined) => void

export interface InformerOptions<K extends Kind> {
  client: ApiClient
  clock: Clock
  kind: K
  /** Told of broken connections and expired versions; the informer goes on by itself. */
  onError?: (error: unknown) => void
}

/** A watch that lives at least this long proves that the server is well again. */
const HEALTHY_MS = 5_000

/**
 * A copy of all objects of a kind, kept true by list and watch. Broken connections and 410 lead to a new watch or
 * list with back-off. What this process wrote itself is visible at once (`observe`), so a controller never acts twice
 * because its own change has not come back yet.
 */
export class Informer<K extends Kind> {
  readonly #options: InformerOptions<K>
  readonly #objects = new Map<string, Kinds[K]>()
  readonly #handlers: ChangeHandler<Kinds[K]>[] = []
  readonly #abort = new AbortController()
  readonly #backoff = new Backoff({ initial: 200, max: 3_000 })
  #version = ''
  #running: Promise<void> | undefined
  #markSynced: () => void = () => undefined
  /** Resolves after the first list. */
  readonly synced = new Promise<void>(resolve => {
    this.#markSynced = resolve
  })

  constructor(options: InformerOptions<K>) {
    this.#options = options
  }

  onChange(handler: ChangeHandler<Kinds[K]>): void {
    this.#handlers.push(handler)
    for (const object of this.#objects.values()) handler(object, undefined)
  }

  get(key: string): Kinds[K] | undefined {
    return this.#objects.get(key)
  }

  list(namespace?: string): Kinds[K][] {
    const all = [...this.#objects.values()]
    return namespace === undefined ? all : all.filter(object => object.metadata.namespace === namespace)
  }

  start(): void {
    this.#running ??= this.#run()
  }

  async stop(): Promise<void> {
    this.#abort.abort()
    await this.#running
  }

  /** Takes in the answer to a write unless the watch has told of that version or a newer one already. */
  observe(object: Kinds[K]): void {
    const version = BigInt(object.metadata.resourceVersion)
    if (this.#version === '' || version <= BigInt(this.#version)) return
    const known = this.#objects.get(keyOf(object))
    if (known && BigInt(known.metadata.resourceVersion) >= version) return
    this.#set(object)
  }

  async #run(): Promise<void> {
    const { clock } = this.#options
    const { signal } = this.#abort
    while (!signal.aborted) {
      const started = clock.now()
      let failure: unknown
      try {
        if (this.#version === '') await this.#list()
        await this.#watch()
      } catch (error) {
        failure = error
        if (isGone(error)) this.#version = ''
      }
      if (signal.aborted) return
      if (failure !== undefined) this.#options.onError?.(failure)
      if (clock.now() - started >= HEALTHY_MS) this.#backoff.forget('')
      await delay(clock, this.#backoff.next(''), signal)
    }
  }

  async #list(): Promise<void> {
    const { items, resourceVersion } = await this.#options.client.list(this.#options.kind)
    const listed = new Map(items.map(object => [keyOf(object), object]))
    for (const [key, known] of this.#objects) {
      const newer = BigInt(known.metadata.resourceVersion) > BigInt(resourceVersion)
      if (!listed.has(key) && !newer) this.#remove(known)
    }
    this.#version = resourceVersion
    for (const object of items) {
      const known = this.#objects.get(keyOf(object))
      if (!known || BigInt(known.metadata.resourceVersion) < BigInt(object.metadata.resourceVersion)) this.#set(object)
    }
    this.#markSynced()
  }

  async #watch(): Promise<void> {
    const { client, kind } = this.#options
    await client.watch(kind, this.#version, event => this.#take(event), this.#abort.signal)
  }

  #take(event: WatchEvent<Kinds[K]>): void {
    const version = event.object.metadata.resourceVersion
    if (event.type === 'BOOKMARK') {
      this.#version = version
      return
    }
    const known = this.#objects.get(keyOf(event.object))
    if (event.type === 'DELETED') {
      if (known) this.#remove(event.object)
    } else if (!known || BigInt(known.metadata.resourceVersion) < BigInt(version)) {
      this.#set(event.object)
    }
    this.#version = version
  }

  #set(object: Kinds[K]): void {
    const key = keyOf(object)
    const previous = this.#objects.get(key)
    // The same name with another uid is another object: its predecessor is gone even if nobody saw it go.
    if (previous && previous.metadata.uid !== object.metadata.uid) this.#remove(previous)
    this.#objects.set(key, object)
    const before = previous?.metadata.uid === object.metadata.uid ? previous : undefined
    for (const handler of this.#handlers) handler(object, before)
  }

  #remove(object: Kinds[K]): void {
    this.#objects.delete(keyOf(object))
    for (const handler of this.#handlers) handler(undefined, object)
  }
}

/** Whether an informer's error is worth a warning: a server that is starting or restarting is not. */
export const isConnectionFailure = (error: unknown): boolean => error instanceof ApiError && error.code === 0
