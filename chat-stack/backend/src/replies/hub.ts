import type { ReplyEvent } from '@chat-demo/common/contract'
import { type Assembly, assemble, empty, type ReplyChange } from './assembler.ts'

/** What a listener of a conversation is told. */
export type Notice =
  | { kind: 'accepted'; messageId: string; position: number }
  | { kind: 'reply'; messageId: string; change: ReplyChange }
  /** Events may have been lost: look at the stored rows. */
  | { kind: 'check' }
  | { kind: 'deleted' }
  /** Nothing follows: the listener was closed, or the service drains. */
  | { kind: 'closed'; draining: boolean }

/** Subscribes this replica to the events of one conversation, and ends that. */
export interface Subscriber {
  bind(conversationId: string): Promise<void>
  unbind(conversationId: string): void
}

interface Topic {
  listeners: Set<Listener>
  assemblies: Map<string, Assembly>
  bound: Promise<void>
}

/** A listener that falls so many notices behind has a dead reader. */
const maxQueued = 2_000

/** Notices of one conversation in order; reads wait for the next one. */
export class Listener {
  readonly #queue: Notice[] = []
  #wake: ((notice: Notice | 'timeout') => void) | undefined
  #closed: { kind: 'closed'; draining: boolean } | undefined
  readonly #onClose: (listener: Listener) => void
  /** Resolves when events reach this listener, or at once while the broker is away. */
  readonly bound: Promise<void>

  constructor(bound: Promise<void>, onClose: (listener: Listener) => void) {
    this.bound = bound
    this.#onClose = onClose
  }

  push(notice: Notice): void {
    if (this.#closed !== undefined) return
    if (this.#wake !== undefined) this.#wake(notice)
    else if (this.#queue.push(notice) > maxQueued) this.close()
  }

  /** The next notice, or `timeout` after so many milliseconds. One reader at a time. */
  next(timeoutMs: number): Promise<Notice | 'timeout'> {
    const queued = this.#queue.shift()
    if (queued !== undefined) return Promise.resolve(queued)
    if (this.#closed !== undefined) return Promise.resolve(this.#closed)
    return new Promise(resolve => {
      const settle = (notice: Notice | 'timeout') => {
        clearTimeout(timer)
        this.#wake = undefined
        resolve(notice)
      }
      const timer = setTimeout(() => settle('timeout'), Math.max(0, timeoutMs))
      this.#wake = settle
    })
  }

  close(draining = false): void {
    if (this.#closed !== undefined) return
    this.#closed = { kind: 'closed', draining }
    this.#queue.length = 0
    this.#wake?.(this.#closed)
    this.#onClose(this)
  }
}

/** Brings the events of conversations to the requests of this replica that listen to them. */
export class ReplyHub {
  readonly #subscriber: Subscriber
  readonly #topics = new Map<string, Topic>()

  constructor(subscriber: Subscriber) {
    this.#subscriber = subscriber
  }

  /** Conversations that somebody listens to: what a new connection to the broker subscribes to. */
  get conversations(): string[] {
    return [...this.#topics.keys()]
  }

  /** Begins with the text so far of every reply that is under way and known here. */
  listen(conversationId: string): Listener {
    let topic = this.#topics.get(conversationId)
    if (topic === undefined) {
      topic = { listeners: new Set(), assemblies: new Map(), bound: this.#subscriber.bind(conversationId) }
      this.#topics.set(conversationId, topic)
    }
    const { listeners, assemblies, bound } = topic
    const listener = new Listener(bound, closed => {
      listeners.delete(closed)
      if (listeners.size > 0) return
      this.#topics.delete(conversationId)
      this.#subscriber.unbind(conversationId)
    })
    listeners.add(listener)
    for (const [messageId, assembly] of assemblies) {
      // A new attempt that has not sent anything yet.
      if (assembly.whole && assembly.next === 0) continue
      const change: ReplyChange = assembly.text === '' ? { kind: 'begun' } : { kind: 'delta', text: assembly.text }
      listener.push({ kind: 'reply', messageId, change })
    }
    return listener
  }

  dispatch(conversationId: string, event: ReplyEvent): void {
    const topic = this.#topics.get(conversationId)
    if (topic === undefined) return
    for (const notice of this.#notices(topic, event)) {
      for (const listener of [...topic.listeners]) listener.push(notice)
    }
  }

  /** Tells every listener that events may have been lost. */
  check(): void {
    for (const topic of this.#topics.values())
      for (const listener of [...topic.listeners]) listener.push({ kind: 'check' })
  }

  #notices(topic: Topic, event: ReplyEvent): Notice[] {
    if (event.type === 'deleted') return [{ kind: 'deleted' }]
    if (event.type === 'accepted') {
      return [{ kind: 'accepted', messageId: event.messageId, position: event.position }]
    }
    const { messageId } = event
    const [assembly, changes] = assemble(topic.assemblies.get(messageId) ?? empty, event)
    if (event.type === 'done' || event.type === 'failed') topic.assemblies.delete(messageId)
    else topic.assemblies.set(messageId, assembly)
    return changes.map(change => ({ kind: 'reply', messageId, change }))
  }
}
