import type { Operation } from '../change/edits.ts'

/** A Deployment as the API server gave it, dates as ISO text. */
export interface Workload {
  name: string
  resourceVersion: string
  annotations: Record<string, string>
  /** The whole object; JSON Pointers of scenarios point into it. */
  object: unknown
  /** Replicas wanted (`spec.replicas`) and ready (`status.readyReplicas`). */
  wanted: number
  ready: number
  /** The controller has seen the newest spec and every replica runs it. */
  settled: boolean
}

export interface Right {
  verb: string
  group: string
  resource: string
  name?: string
}

export interface Versioned<T> {
  resourceVersion: string
  value: T
}

/**
 * What the engine needs of the cluster. Every call rejects with a `ClusterError` and gives up by itself
 * after some seconds.
 */
export interface Cluster {
  readonly namespace: string
  namespaceLabels(): Promise<Record<string, string>>
  readWorkload(name: string): Promise<Workload>
  listWorkloads(): Promise<Workload[]>
  /** One PATCH, all or nothing. `conflict` when a `test` failed or the object moved on. */
  patchWorkload(name: string, operations: Operation[]): Promise<Workload>
  /** The ConfigMap that holds the records of runs. */
  readRecords(): Promise<Versioned<Record<string, string>>>
  /** Sets the keys (null removes) unless the ConfigMap moved on since `resourceVersion`: then `conflict`. */
  writeRecords(
    resourceVersion: string,
    changes: Record<string, string | null>,
  ): Promise<Versioned<Record<string, string>>>
  /** The rights of this list that the account lacks. */
  missingRights(rights: Right[]): Promise<Right[]>
  /** When the reconciler last said that it is alive (its Lease's `renewTime`), null when it never did. */
  readHeartbeat(): Promise<string | null>
  writeHeartbeat(holder: string, at: string): Promise<void>
}

/** The workloads as a watch keeps them; null until the first list, and the last known state while it is broken. */
export interface WorkloadView {
  current(): readonly Workload[] | null
  onChange(listener: () => void): () => void
}
