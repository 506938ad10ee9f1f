/** Counts since the start, of one kind of telemetry. */
interface KindFigures {
  received: number
  accepted: number
  /** By reason. */
  dropped: Record<string, number>
}

/** What the receivers did so far, for `/debug`. */
export interface FiguresSnapshot {
  kinds: Record<string, KindFigures>
  /** Bodies per endpoint, as they came over the wire. */
  requests: Record<string, { count: number; bytes: number }>
  /** Requests answered with an error, per endpoint and status, and what was said last. */
  refused: Record<string, { count: number; last: string }>
  /** Endpoints whose bodies are taken and used for nothing. */
  unused: string[]
}

/** Counts what receivers take, keep and drop. */
export class Figures {
  readonly #kinds = new Map<string, KindFigures>()
  readonly #requests = new Map<string, { count: number; bytes: number }>()
  readonly #refused = new Map<string, { count: number; last: string }>()
  readonly #unused = new Set<string>()

  request(endpoint: string, bytes: number): void {
    const entry = this.#requests.get(endpoint) ?? { count: 0, bytes: 0 }
    entry.count++
    entry.bytes += bytes
    this.#requests.set(endpoint, entry)
  }

  refused(endpoint: string, status: number, reason: string): void {
    const key = `${endpoint} ${status}`
    this.#refused.set(key, { count: (this.#refused.get(key)?.count ?? 0) + 1, last: reason.slice(0, 300) })
  }

  /** An endpoint whose bodies are taken, because clients insist, and used for nothing. */
  unused(endpoint: string): void {
    this.#unused.add(endpoint)
  }

  accepted(kind: string, count: number): void {
    const entry = this.#kind(kind)
    entry.received += count
    entry.accepted += count
  }

  dropped(kind: string, count: number, reason: string): void {
    if (count === 0) return
    const entry = this.#kind(kind)
    entry.received += count
    entry.dropped[reason] = (entry.dropped[reason] ?? 0) + count
  }

  snapshot(): FiguresSnapshot {
    return {
      kinds: structuredClone(Object.fromEntries(this.#kinds)),
      requests: structuredClone(Object.fromEntries(this.#requests)),
      refused: structuredClone(Object.fromEntries(this.#refused)),
      unused: [...this.#unused].sort(),
    }
  }

  #kind(kind: string): KindFigures {
    const entry = this.#kinds.get(kind) ?? { received: 0, accepted: 0, dropped: {} }
    this.#kinds.set(kind, entry)
    return entry
  }
}
