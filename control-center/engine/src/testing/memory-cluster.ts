import { applyPatch } from 'fast-json-patch'
import type { Operation } from '../change/edits.ts'
import type { Cluster, Right, Versioned, Workload, WorkloadView } from '../cluster/cluster.ts'
import { workloadFrom } from '../cluster/workload.ts'
import { ClusterError } from '../errors.ts'

interface Stored {
  metadata: { name: string; resourceVersion: string; annotations?: Record<string, string> }
  spec: Record<string, unknown>
  status: Record<string, unknown>
}

/** One call to the cluster, told to whoever wants to break it. */
export interface Call {
  method: keyof Cluster
  /** false before it takes effect, true after. */
  done: boolean
}

/** A cluster in memory that keeps the API server's rules about versions and patches. Its Deployments obey at once. */
export class MemoryCluster implements Cluster, WorkloadView {
  readonly namespace = 'chat-demo'
  labels: Record<string, string> = { 'app.kubernetes.io/part-of': 'datadog-chatbot-demo' }
  denied: (right: Right) => boolean = () => false
  /** May throw, e.g. a `ClusterError`, to break the call before or after it takes effect. */
  onCall: (call: Call) => void = () => undefined
  heartbeat: string | null = null
  #records: Record<string, string> = {}
  #version = 1
  #recordsVersion = 1
  readonly #deployments = new Map<string, Stored>()
  readonly #listeners = new Set<() => void>()

  /** Creates or replaces a Deployment. */
  apply(name: string, spec: Record<string, unknown>, annotations?: Record<string, string>): void {
    this.#deployments.set(name, {
      metadata: { name, resourceVersion: String(++this.#version), ...(annotations ? { annotations } : {}) },
      spec: structuredClone(spec),
      status: {},
    })
    this.#obey(name)
  }

  /** What somebody else does with kubectl. */
  edit(name: string, change: (object: Stored) => void): void {
    const stored = this.#deployments.get(name)
    if (!stored) return
    change(stored)
    stored.metadata.resourceVersion = String(++this.#version)
    this.#obey(name)
  }

  /** What becomes of a Deployment's pods without anybody changing its spec. */
  setReady(name: string, pods: number): void {
    const stored = this.#find(name)
    stored.status = { ...stored.status, readyReplicas: pods }
    this.#tell()
  }

  delete(name: string): void {
    this.#deployments.delete(name)
    this.#tell()
  }

  spec(name: string): unknown {
    return structuredClone(this.#deployments.get(name)?.spec)
  }

  current(): readonly Workload[] {
    return [...this.#deployments.values()].map(stored => workloadFrom(structuredClone(stored)))
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  namespaceLabels() {
    return this.#call('namespaceLabels', () => ({ ...this.labels }))
  }

  readWorkload(name: string) {
    return this.#call('readWorkload', () => workloadFrom(structuredClone(this.#find(name))))
  }

  listWorkloads() {
    return this.#call('listWorkloads', () => [...this.current()])
  }

  patchWorkload(name: string, operations: Operation[]) {
    return this.#call('patchWorkload', () => {
      const stored = this.#find(name)
      let next: Stored
      try {
        next = applyPatch(structuredClone(stored), structuredClone(operations), true).newDocument
      } catch (error) {
        throw new ClusterError('conflict', `the server rejected our request: ${(error as Error).name}`)
      }
      next.metadata.resourceVersion = String(++this.#version)
      this.#deployments.set(name, next)
      this.#obey(name)
      return workloadFrom(structuredClone(next))
    })
  }

  readRecords() {
    return this.#call('readRecords', () => this.#recordsNow())
  }

  writeRecords(resourceVersion: string, changes: Record<string, string | null>) {
    return this.#call('writeRecords', () => {
      if (resourceVersion !== String(this.#recordsVersion))
        throw new ClusterError('conflict', 'the object has been modified')
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) delete this.#records[key]
        else this.#records[key] = value
      }
      this.#recordsVersion++
      return this.#recordsNow()
    })
  }

  missingRights(rights: Right[]) {
    return this.#call('missingRights', () => rights.filter(right => this.denied(right)))
  }

  readHeartbeat() {
    return this.#call('readHeartbeat', () => this.heartbeat)
  }

  writeHeartbeat(_holder: string, at: string) {
    return this.#call('writeHeartbeat', () => {
      this.heartbeat = at
    })
  }

  #recordsNow(): Versioned<Record<string, string>> {
    return { resourceVersion: String(this.#recordsVersion), value: { ...this.#records } }
  }

  #find(name: string): Stored {
    const stored = this.#deployments.get(name)
    if (!stored) throw new ClusterError('not-found', `deployments.apps "${name}" not found`)
    return stored
  }

  /** The controllers of this cluster take no time. */
  #obey(name: string): void {
    const stored = this.#find(name)
    stored.status = {
      replicas: stored.spec.replicas,
      readyReplicas: stored.spec.replicas,
      updatedReplicas: stored.spec.replicas,
    }
    this.#tell()
  }

  #tell(): void {
    for (const listener of this.#listeners) listener()
  }

  async #call<T>(method: keyof Cluster, action: () => T): Promise<T> {
    await Promise.resolve()
    this.onCall({ method, done: false })
    const result = action()
    this.onCall({ method, done: true })
    return result
  }
}
