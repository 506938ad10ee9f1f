import type { KubeObject } from '../object.ts'

/** One committed change. `previous` is the object before it, absent when it was created. */
export interface StoreEvent {
  revision: number
  type: 'ADDED' | 'MODIFIED' | 'DELETED'
  storage: string
  object: KubeObject
  previous?: KubeObject
}

export type Subscriber = (event: StoreEvent) => void

/** Hands each committed change to its subscribers, once and in the order of revisions. */
export class EventHub {
  #published: number
  readonly #waiting = new Map<number, StoreEvent>()
  readonly #subscribers = new Set<{ storage: string | undefined; notify: Subscriber }>()

  constructor(revision: number) {
    this.#published = revision
  }

  /** Everything up to this revision has reached the subscribers. */
  get published(): number {
    return this.#published
  }

  /** Subscribes to one storage, or to all when it is undefined; returns how to end it. */
  subscribe(storage: string | undefined, notify: Subscriber): () => void {
    const subscription = { storage, notify }
    this.#subscribers.add(subscription)
    return () => {
      this.#subscribers.delete(subscription)
    }
  }

  publish(events: StoreEvent[]): void {
    for (const event of events) this.#waiting.set(event.revision, event)
    for (let next = this.#waiting.get(this.#published + 1); next; next = this.#waiting.get(this.#published + 1)) {
      this.#waiting.delete(next.revision)
      this.#published = next.revision
      for (const { storage, notify } of [...this.#subscribers]) {
        if (storage === undefined || storage === next.storage) notify(next)
      }
    }
  }
}
