import type { Logger } from 'pino'
import { isConflict, isNamespaceTerminating, isNotFound } from '../client/api-client.ts'
import type { Cluster } from '../client/cluster.ts'
import { EventRecorder } from '../client/event-recorder.ts'
import { WorkQueue } from '../client/work-queue.ts'

export type Log = Pick<Logger, 'debug' | 'info' | 'warn' | 'error'>

export interface ControllerContext {
  cluster: Cluster
  log: Log
}

/** A loop that brings one object at a time towards its spec. */
export interface Controller {
  start(): void
  /** Resolves when the work under way has ended. */
  stop(): Promise<void>
}

export interface ReconcilerOptions extends ControllerContext {
  /** As it appears in events, for example `deployment-controller`. */
  component: string
  /** Brings the object with this `namespace/name` towards its spec; a rejection is tried again with back-off. */
  reconcile: (key: string) => Promise<void>
  concurrency?: number
}

/** Work queue and event recorder of one controller. */
export class Reconciler implements Controller {
  readonly events: EventRecorder
  readonly queue: WorkQueue

  constructor({ cluster, log, component, reconcile, concurrency = 4 }: ReconcilerOptions) {
    this.events = new EventRecorder({
      cluster,
      component,
      onError: error => log.warn({ component, err: error }, 'an event could not be written'),
    })
    this.queue = new WorkQueue({
      clock: cluster.clock,
      concurrency,
      work: reconcile,
      onError: (key, error) => {
        // They pass by themselves: the next try sees the newer version, or that the object or its namespace is gone.
        if (isConflict(error) || isNotFound(error) || isNamespaceTerminating(error))
          log.debug({ component, key, err: error }, 'try again')
        else log.warn({ component, key, err: error }, 'could not be reconciled; trying again')
      },
    })
  }

  start(): void {
    this.queue.start()
  }

  async stop(): Promise<void> {
    await this.queue.stop()
    await this.events.flush()
  }
}
