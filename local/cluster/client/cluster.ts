import type { ApiClient, DeleteOptions, ObjectRef } from './api-client.ts'
import type { Clock } from './clock.ts'
import { Informer } from './informer.ts'
import type { Kind, Kinds, New } from './types.ts'

export interface ClusterOptions {
  client: ApiClient
  clock: Clock
  onInformerError?: (kind: Kind, error: unknown) => void
}

/** An API client whose writes are visible at once in the informers shared by all parts of this process. */
export class Cluster {
  readonly clock: Clock
  readonly client: ApiClient
  readonly #informers = new Map<Kind, Informer<Kind>>()
  readonly #onInformerError: ClusterOptions['onInformerError']

  constructor(options: ClusterOptions) {
    this.client = options.client
    this.clock = options.clock
    this.#onInformerError = options.onInformerError
  }

  /** The shared informer of a kind; it runs from `start` on. */
  informer<K extends Kind>(kind: K): Informer<K> {
    const existing = this.#informers.get(kind)
    if (existing) return existing as unknown as Informer<K>
    const informer = new Informer<K>({
      client: this.client,
      clock: this.clock,
      kind,
      onError: error => this.#onInformerError?.(kind, error),
    })
    this.#informers.set(kind, informer as unknown as Informer<Kind>)
    return informer
  }

  /** Starts the informers asked for so far and resolves when each has its first list. */
  async start(): Promise<void> {
    for (const informer of this.#informers.values()) informer.start()
    await Promise.all([...this.#informers.values()].map(informer => informer.synced))
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#informers.values()].map(informer => informer.stop()))
  }

  async create<K extends Kind>(kind: K, object: New<K>): Promise<Kinds[K]> {
    return this.#observe(kind, await this.client.create(kind, object))
  }

  async update<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.#observe(kind, await this.client.update(kind, object))
  }

  async updateStatus<K extends Kind>(kind: K, object: Kinds[K]): Promise<Kinds[K]> {
    return this.#observe(kind, await this.client.updateStatus(kind, object))
  }

  async patch<K extends Kind>(kind: K, ref: ObjectRef, patch: object, subresource?: 'status'): Promise<Kinds[K]> {
    return this.#observe(kind, await this.client.patch(kind, ref, patch, subresource))
  }

  async delete<K extends Kind>(kind: K, ref: ObjectRef, options?: DeleteOptions): Promise<void> {
    const left = await this.client.delete(kind, ref, options)
    // Only an object that lives on, marked for deletion, is news: one that is gone may be answered in its last state.
    if (left?.metadata.deletionTimestamp && options?.gracePeriodSeconds !== 0) this.#observe(kind, left)
  }

  #observe<K extends Kind>(kind: K, object: Kinds[K]): Kinds[K] {
    const informer = this.#informers.get(kind) as unknown as Informer<K> | undefined
    informer?.observe(object)
    return object
  }
}
