/** What makes two events the same, and the rates at which an object may have events. Follows client-go's correlator. */
export interface EventInput {
  /** Identity of component and object. */
  source: string
  type: 'Normal' | 'Warning'
  reason: string
  message: string
}

export type Correlation =
  | { kind: 'drop' }
  | { kind: 'create'; key: string; message: string }
  | { kind: 'update'; key: string; message: string; name: string; count: number }

/** More messages than this for one reason in the interval are combined into one event. */
const SIMILAR_LIMIT = 10
const SIMILAR_INTERVAL_MS = 600_000
/** Token bucket per object. */
const BURST = 25
const REFILL_MS = 300_000
/** Oldest entries go first beyond this many. */
const CACHE_SIZE = 4096

export class EventCorrelator {
  readonly #buckets = new Map<string, { tokens: number; at: number }>()
  readonly #groups = new Map<string, { messages: Set<string>; at: number }>()
  readonly #seen = new Map<string, { name: string; count: number }>()

  /** Decides what becomes of an event that happens at `now` (milliseconds). */
  correlate(event: EventInput, now: number): Correlation {
    const groupKey = `${event.source}\n${event.type}\n${event.reason}`
    const group = this.#group(groupKey, event.message, now)
    const combined = group.messages.size > SIMILAR_LIMIT
    const message = combined ? `(combined from similar events): ${event.message}` : event.message
    const key = combined ? groupKey : `${groupKey}\n${event.message}`
    if (!this.#take(event.source, now)) return { kind: 'drop' }
    const seen = this.#seen.get(key)
    if (!seen) return { kind: 'create', key, message }
    seen.count++
    return { kind: 'update', key, message, ...seen }
  }

  /** Remembers under which name an event was stored. */
  stored(key: string, name: string): void {
    trim(this.#seen)
    this.#seen.set(key, { name, count: 1 })
  }

  /** The stored event is gone (it expired): the next one is created anew. */
  forget(key: string): void {
    this.#seen.delete(key)
  }

  #group(key: string, message: string, now: number): { messages: Set<string> } {
    let group = this.#groups.get(key)
    if (!group || now - group.at > SIMILAR_INTERVAL_MS) group = { messages: new Set(), at: now }
    group.at = now
    group.messages.add(message)
    this.#groups.delete(key)
    trim(this.#groups)
    this.#groups.set(key, group)
    return group
  }

  #take(source: string, now: number): boolean {
    const bucket = this.#buckets.get(source) ?? { tokens: BURST, at: now }
    bucket.tokens = Math.min(BURST, bucket.tokens + (now - bucket.at) / REFILL_MS)
    bucket.at = now
    this.#buckets.delete(source)
    trim(this.#buckets)
    this.#buckets.set(source, bucket)
    if (bucket.tokens < 1) return false
    bucket.tokens--
    return true
  }
}

function trim(map: Map<string, unknown>): void {
  if (map.size < CACHE_SIZE) return
  for (const key of map.keys()) {
    map.delete(key)
    return
  }
}
