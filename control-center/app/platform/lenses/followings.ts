import { messageOf } from '@chat-demo/engine'
import type { FollowEvent } from './follow-events.ts'

/** So many are remembered; the oldest goes first. */
const KEPT = 20

type Sent = Extract<FollowEvent, { event: 'sent' }>
export type Refused = Extract<FollowEvent, { event: 'refused' }>

interface Following {
  events: FollowEvent[]
  ended: boolean
  listeners: Set<() => void>
}

/** Messages that were sent for everybody to look at: each is heard once, and told from its beginning to who asks. */
export class Followings {
  readonly #follow: (content: string, signal: AbortSignal) => AsyncGenerator<FollowEvent>
  readonly #all = new Map<string, Following>()
  readonly #closing = new AbortController()

  constructor(follow: (content: string, signal: AbortSignal) => AsyncGenerator<FollowEvent>) {
    this.#follow = follow
  }

  /** Sends it; resolves when it is on its way. Rejects when the chat does not even begin a conversation. */
  async begin(content: string): Promise<Sent> {
    const events = this.#follow(content, this.#closing.signal)
    const first = await events.next()
    if (first.done || first.value.event !== 'sent') throw new Error('A message is told of from its sending on')
    const following: Following = { events: [first.value], ended: false, listeners: new Set() }
    this.#all.set(first.value.traceId, following)
    for (const oldest of [...this.#all.keys()].slice(0, -KEPT)) this.#all.delete(oldest)
    void this.#hear(following, events)
    return first.value
  }

  /** Why the chat did not answer the message by itself; null while it does. */
  refusalOf(traceId: string): Refused | null {
    return this.#all.get(traceId)?.events.find(one => one.event === 'refused') ?? null
  }

  /** All that was and will be told of a message; null of one that is not remembered. */
  events(traceId: string, signal: AbortSignal): AsyncGenerator<FollowEvent> | null {
    const following = this.#all.get(traceId)
    return following ? tell(following, signal) : null
  }

  close(): void {
    this.#closing.abort()
  }

  async #hear(following: Following, events: AsyncGenerator<FollowEvent>): Promise<void> {
    const add = (event: FollowEvent) => {
      following.events.push(event)
      wake(following)
    }
    try {
      for await (const event of events) add(event)
    } catch (error) {
      const { at } = following.events[0] as Sent
      add({ event: 'refused', after: Date.now() - Date.parse(at), status: null, detail: messageOf(error) })
    }
    following.ended = true
    wake(following)
  }
}

function wake({ listeners }: Following): void {
  for (const listener of listeners) listener()
}

async function* tell(following: Following, signal: AbortSignal): AsyncGenerator<FollowEvent> {
  for (let told = 0; !signal.aborted; ) {
    const fresh = following.events.slice(told)
    told += fresh.length
    yield* fresh
    if (following.ended && told === following.events.length) return
    if (told < following.events.length || signal.aborted) continue
    await new Promise<void>(resolve => {
      const done = () => {
        following.listeners.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      following.listeners.add(done)
      signal.addEventListener('abort', done)
    })
  }
}
