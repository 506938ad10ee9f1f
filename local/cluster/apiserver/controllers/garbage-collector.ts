import { apiServer } from '../authn/user.ts'
import type { KubeObject, OwnerReference } from '../object.ts'
import type { StoreEvent } from '../registry/event-hub.ts'
import type { Registry } from '../registry/registry.ts'
import { definitionOfStorage } from '../resources/index.ts'
import { WorkQueue } from './work-queue.ts'

interface Node {
  storage: string
  object: KubeObject
}

const withoutOwners = (owners: OwnerReference[], gone: (owner: OwnerReference) => boolean) =>
  owners.filter(owner => !gone(owner))

/**
 * Deletes what has no owner left, and carries out foreground and orphan deletion.
 * Keeps the graph of owners and dependents in memory, from the store at the start and from its changes afterwards.
 */
export class GarbageCollector {
  readonly #registry: Registry
  readonly #nodes = new Map<string, Node>()
  readonly #dependents = new Map<string, Set<string>>()
  readonly #queue: WorkQueue
  #unsubscribe = () => {}

  constructor(registry: Registry, onError: (error: unknown) => void) {
    this.#registry = registry
    this.#queue = new WorkQueue(uid => this.#process(uid), onError)
  }

  /** Starts with everything stored; `storages` are all that can own or be owned. */
  start(storages: Iterable<string>): void {
    this.#unsubscribe = this.#registry.store.hub.subscribe(undefined, event => this.#observe(event))
    for (const storage of storages) {
      for (const object of this.#registry.store.list(storage)) this.#enter({ storage, object })
    }
    for (const uid of this.#nodes.keys()) this.#queue.add(uid)
  }

  async stop(): Promise<void> {
    this.#unsubscribe()
    await this.#queue.stop()
  }

  #observe({ type, storage, object, previous }: StoreEvent): void {
    const { uid } = object.metadata
    if (previous) this.#leave(previous)
    if (type === 'DELETED') {
      for (const dependent of this.#dependents.get(uid) ?? []) this.#queue.add(dependent)
      for (const owner of object.metadata.ownerReferences ?? []) this.#queue.add(owner.uid)
      return
    }
    this.#enter({ storage, object })
    const { ownerReferences, deletionTimestamp } = object.metadata
    if (ownerReferences?.length || deletionTimestamp) this.#queue.add(uid)
  }

  #enter(node: Node): void {
    const { uid, ownerReferences } = node.object.metadata
    this.#nodes.set(uid, node)
    for (const owner of ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid) ?? new Set()
      this.#dependents.set(owner.uid, dependents.add(uid))
    }
  }

  #leave({ metadata }: KubeObject): void {
    this.#nodes.delete(metadata.uid)
    for (const owner of metadata.ownerReferences ?? []) {
      const dependents = this.#dependents.get(owner.uid)
      dependents?.delete(metadata.uid)
      if (dependents?.size === 0) this.#dependents.delete(owner.uid)
    }
  }

  async #process(uid: string): Promise<void> {
    const node = this.#nodes.get(uid)
    if (!node) return
    const { metadata } = node.object
    if (metadata.deletionTimestamp) {
      if (metadata.finalizers?.includes('orphan')) return this.#orphan(node)
      if (metadata.finalizers?.includes('foregroundDeletion')) return this.#deleteForeground(node)
      return
    }
    await this.#deleteIfUnowned(node)
  }

  async #deleteIfUnowned(node: Node): Promise<void> {
    const owners = node.object.metadata.ownerReferences ?? []
    if (owners.length === 0) return
    const absent = (owner: OwnerReference) => !this.#nodes.has(owner.uid)
    const waiting = (owner: OwnerReference) => {
      const found = this.#nodes.get(owner.uid)?.object.metadata
      return found?.deletionTimestamp !== undefined && found.finalizers?.includes('foregroundDeletion') === true
    }
    const solid = owners.filter(owner => !absent(owner) && !waiting(owner))
    if (solid.length > 0) {
      if (owners.some(absent)) await this.#setOwners(node, withoutOwners(owners, absent))
      return
    }
    const blocking = owners.some(owner => waiting(owner)) && this.#hasDependents(node)
    await this.#delete(node, blocking ? 'Foreground' : 'Background')
  }

  async #deleteForeground(node: Node): Promise<void> {
    const { uid } = node.object.metadata
    const dependents = this.#dependentsOf(node)
    for (const dependent of dependents) {
      if (!dependent.object.metadata.deletionTimestamp) this.#queue.add(dependent.object.metadata.uid)
    }
    const blocking = dependents.filter(({ object }) =>
      object.metadata.ownerReferences?.some(owner => owner.uid === uid && owner.blockOwnerDeletion),
    )
    if (blocking.length === 0) await this.#removeFinalizer(node, 'foregroundDeletion')
  }

  async #orphan(node: Node): Promise<void> {
    const { uid } = node.object.metadata
    for (const dependent of this.#dependentsOf(node)) {
      const owners = dependent.object.metadata.ownerReferences ?? []
      await this.#setOwners(
        dependent,
        withoutOwners(owners, owner => owner.uid === uid),
      )
    }
    await this.#removeFinalizer(node, 'orphan')
  }

  #dependentsOf(node: Node): Node[] {
    const uids = this.#dependents.get(node.object.metadata.uid) ?? []
    return [...uids].flatMap(uid => this.#nodes.get(uid) ?? [])
  }

  #hasDependents = (node: Node) => this.#dependentsOf(node).length > 0

  #change(node: Node, change: (object: KubeObject) => KubeObject): Promise<unknown> {
    const { metadata } = node.object
    return this.#registry.update(
      definitionOfStorage(node.storage),
      metadata.namespace,
      metadata.name,
      'main',
      current => (current.metadata.uid === metadata.uid ? change(current) : current),
      { user: apiServer, dryRun: false },
    )
  }

  #setOwners(node: Node, ownerReferences: OwnerReference[]): Promise<unknown> {
    return this.#change(node, object => ({ ...object, metadata: { ...object.metadata, ownerReferences } }))
  }

  #removeFinalizer(node: Node, finalizer: string): Promise<unknown> {
    return this.#change(node, object => ({
      ...object,
      metadata: { ...object.metadata, finalizers: object.metadata.finalizers?.filter(other => other !== finalizer) },
    }))
  }

  #delete({ storage, object }: Node, propagationPolicy: 'Background' | 'Foreground'): Promise<unknown> {
    const { namespace, name, uid } = object.metadata
    const options = { dryRun: false, propagationPolicy, preconditions: { uid } }
    return this.#registry.delete(definitionOfStorage(storage), namespace, name, options)
  }
}
