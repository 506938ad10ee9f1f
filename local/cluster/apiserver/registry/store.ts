import { open, type RootDatabase } from 'lmdb'
import { tooOld } from '../http/status.ts'
import type { KubeObject } from '../object.ts'
import { EventHub, type StoreEvent } from './event-hub.ts'

/** How many past changes a watch can start from; older ones answer 410, as after a compaction of etcd. */
const HISTORY_LENGTH = 4096

/** The revision of the empty store cannot be watched from: no list of a running server has shown it. */
const FIRST_WATCHABLE = 2

type HistoryEntry = Omit<StoreEvent, 'revision'>

/** What a write may do; everything in one write is committed together or not at all. */
export interface Transaction {
  put(storage: string, object: KubeObject): KubeObject
  remove(storage: string, object: KubeObject): KubeObject
}

const objectKey = (storage: string, namespace: string | undefined, name: string) =>
  `${storage}/${namespace ?? ''}/${name}`

/** The first key that sorts behind every key with this prefix ending in a slash. */
const behind = (prefix: string) => `${prefix.slice(0, -1)}0`

/**
 * Objects by storage name, namespace and name, with one revision counter over all of them and a ring of the last
 * changes. Reads are synchronous and see what is committed; a write resolves when it is on the disk.
 */
export class Store {
  readonly hub: EventHub
  readonly #root: RootDatabase
  readonly #objects
  readonly #history
  readonly #meta

  private constructor(root: RootDatabase) {
    this.#root = root
    this.#objects = root.openDB<KubeObject, string>({ name: 'objects', encoding: 'json' })
    this.#history = root.openDB<HistoryEntry, number>({ name: 'history', encoding: 'json', compression: true })
    this.#meta = root.openDB<number, string>({ name: 'meta', encoding: 'json' })
    this.hub = new EventHub(this.revision())
  }

  /** Opens the store in a directory; throws with the directory in the message when it cannot be written. */
  static open(directory: string): Store {
    try {
      return new Store(open({ path: directory, maxDbs: 4 }))
    } catch (error) {
      throw new Error(`cannot open the API server's storage in ${directory}: ${(error as Error).message}`)
    }
  }

  revision(): number {
    return this.#meta.get('revision') ?? 1
  }

  /** Changes up to this revision can no longer be watched. */
  compacted(): number {
    return Math.max(FIRST_WATCHABLE, this.revision() - HISTORY_LENGTH)
  }

  get(storage: string, namespace: string | undefined, name: string): KubeObject | undefined {
    return this.#objects.get(objectKey(storage, namespace, name))
  }

  /** Objects in key order; all namespaces when none is given. */
  list(storage: string, namespace?: string): KubeObject[] {
    const prefix = namespace ? `${storage}/${namespace}/` : `${storage}/`
    return [...this.#objects.getRange({ start: prefix, end: behind(prefix) }).map(({ value }) => value)]
  }

  /** The list as it stood at a revision, by undoing what came after it. */
  listAt(storage: string, namespace: string | undefined, revision: number): KubeObject[] {
    const objects = new Map(
      this.list(storage, namespace).map(object => [
        objectKey('', object.metadata.namespace, object.metadata.name),
        object,
      ]),
    )
    for (const event of this.since(revision, storage).reverse()) {
      const { namespace: at, name } = event.object.metadata
      if (namespace && at !== namespace) continue
      const key = objectKey('', at, name)
      if (event.previous) objects.set(key, event.previous)
      else objects.delete(key)
    }
    return [...objects.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, object]) => object)
  }

  /** Changes after a revision, oldest first; throws 410 when some of them are no longer kept. */
  since(revision: number, storage: string): StoreEvent[] {
    if (revision < this.compacted()) throw tooOld(revision, this.compacted())
    const events: StoreEvent[] = []
    for (const { key, value } of this.#history.getRange({ start: revision + 1 })) {
      if (value.storage === storage) events.push({ ...value, revision: key })
    }
    return events
  }

  /** Runs a synchronous change; nothing is stored when it throws before its first put or remove. */
  async write<T>(change: (transaction: Transaction) => T): Promise<T> {
    const events: StoreEvent[] = []
    const transaction: Transaction = {
      put: (storage, object) => this.#record(events, storage, object, 'put'),
      remove: (storage, object) => this.#record(events, storage, object, 'remove'),
    }
    const result = await this.#root.transaction(() => change(transaction))
    this.hub.publish(events)
    return result
  }

  async close(): Promise<void> {
    await this.#root.close()
  }

  #record(events: StoreEvent[], storage: string, object: KubeObject, action: 'put' | 'remove'): KubeObject {
    const revision = this.revision() + 1
    const { namespace, name } = object.metadata
    const key = objectKey(storage, namespace, name)
    const previous = this.#objects.get(key)
    const stored = { ...object, metadata: { ...object.metadata, resourceVersion: String(revision) } }
    const type = action === 'remove' ? 'DELETED' : previous ? 'MODIFIED' : 'ADDED'
    if (action === 'put') this.#objects.put(key, stored)
    else this.#objects.remove(key)
    this.#history.put(revision, { type, storage, object: stored, ...(previous ? { previous } : {}) })
    this.#history.remove(revision - HISTORY_LENGTH)
    this.#meta.put('revision', revision)
    events.push({ type, storage, object: stored, revision, ...(previous ? { previous } : {}) })
    return stored
  }
}
