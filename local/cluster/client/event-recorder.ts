import { isNamespaceTerminating, isNotFound } from './api-client.ts'
import { timestamp } from './clock.ts'
import type { Cluster } from './cluster.ts'
import { EventCorrelator } from './event-correlator.ts'
import { resources } from './resources.ts'
import type { Kind, KubeObject } from './types.ts'

export interface EventRecorderOptions {
  cluster: Cluster
  /** For example `kubelet`. */
  component: string
  /** Node name, for the kubelet. */
  host?: string
  onError: (error: unknown) => void
}

export interface RecordedEvent {
  type: 'Normal' | 'Warning'
  reason: string
  message: string
  /** For example `spec.containers{web}`. */
  fieldPath?: string
}

/** Writes Events, those about one object one after the other; repeated ones count up. Never fails its caller. */
export class EventRecorder {
  readonly #options: EventRecorderOptions
  readonly #correlator = new EventCorrelator()
  /** The write under way, with those behind it, by uid of the object. */
  readonly #queues = new Map<string, Promise<void>>()
  #sequence = 0

  constructor(options: EventRecorderOptions) {
    this.#options = options
  }

  record(kind: Kind, object: KubeObject, event: RecordedEvent): void {
    const at = this.#options.cluster.clock.now()
    const { uid } = object.metadata
    const before = this.#queues.get(uid) ?? Promise.resolve()
    const queue = before.then(() => this.#write(kind, object, event, at)).catch(this.#options.onError)
    this.#queues.set(uid, queue)
    void queue.then(() => {
      if (this.#queues.get(uid) === queue) this.#queues.delete(uid)
    })
  }

  /** Resolves when everything recorded so far is written. */
  async flush(): Promise<void> {
    await Promise.all(this.#queues.values())
  }

  async #write(kind: Kind, object: KubeObject, event: RecordedEvent, at: number): Promise<void> {
    const { cluster, component, host } = this.#options
    const { name, uid, resourceVersion } = object.metadata
    const source = [component, kind, object.metadata.namespace, name, uid, event.fieldPath].join('/')
    const decision = this.#correlator.correlate({ source, ...event }, at)
    if (decision.kind === 'drop') return
    const namespace = object.metadata.namespace || 'default'
    try {
      if (decision.kind === 'update') {
        await cluster.client.patch(
          'Event',
          { namespace, name: decision.name },
          { count: decision.count, lastTimestamp: timestamp(at), message: decision.message },
        )
        return
      }
    } catch (error) {
      if (!isNotFound(error)) throw error
      this.#correlator.forget(decision.key)
    }
    const eventName = `${name}.${(BigInt(at) * 1_000_000n + BigInt(this.#sequence++ % 1_000_000)).toString(16)}`
    try {
      await cluster.client.create('Event', {
        metadata: { namespace, name: eventName },
        involvedObject: {
          apiVersion: resources[kind].apiVersion,
          kind,
          namespace: object.metadata.namespace || undefined,
          name,
          uid,
          resourceVersion,
          fieldPath: event.fieldPath,
        },
        type: event.type,
        reason: event.reason,
        message: decision.message,
        source: { component, host },
        reportingComponent: component,
        reportingInstance: host ?? '',
        firstTimestamp: timestamp(at),
        lastTimestamp: timestamp(at),
        count: 1,
      })
      this.#correlator.stored(decision.key, eventName)
    } catch (error) {
      // The object went away with its namespace: nobody is left to read about it.
      if (!isNamespaceTerminating(error) && !isNotFound(error)) throw error
    }
  }
}
