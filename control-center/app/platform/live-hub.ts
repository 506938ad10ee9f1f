import { randomBytes } from 'node:crypto'
import { type Cancel, type Clock, iso } from '@chat-demo/engine'
import { liveDeltas } from './live-diff.ts'
import type { LiveDelta, LiveState } from './live-state.ts'
import type { LiveSource } from './load-context.ts'

/** Deltas that a viewer who was away for a moment can still get one by one. */
const RING = 500
/** What happens within this time reaches viewers together. */
const TOGETHER_MS = 200
const SECOND_MS = 1_000
/** How often the clock of the server is told, so that viewers can show seconds of their own. */
const CLOCK_MS = 5_000

export interface LiveEvent {
  /** `<epoch>-<number>`: what `Last-Event-ID` names. */
  id: string
  delta: LiveDelta
}

export type Resume = { events: LiveEvent[] } | { snapshot: LiveState; id: string }

/** The one live state for all viewers: computed once, sent as what has changed. */
export class LiveHub implements LiveSource {
  readonly epoch = randomBytes(6).toString('hex')
  readonly #compose: (epoch: string) => LiveState
  readonly #clock: Clock
  readonly #viewers = new Set<(events: LiveEvent[]) => void>()
  #state: LiveState
  #ring: LiveEvent[] = []
  #number = 0
  #cancels: Cancel[] = []
  #soon: Cancel | null = null
  #clockToldAt = 0

  /** `compose` makes the whole state of what the parts know; it is called at most five times a second. */
  constructor(compose: (epoch: string) => LiveState, clock: Clock) {
    this.#compose = compose
    this.#clock = clock
    this.#state = compose(this.epoch)
  }

  start(): void {
    this.#cancels = [this.#clock.every(SECOND_MS, () => this.update())]
  }

  stop(): void {
    for (const cancel of this.#cancels) cancel()
    this.#soon?.()
    this.#viewers.clear()
  }

  snapshot(): LiveState {
    return { ...this.#state, serverTime: iso(this.#clock.now()) }
  }

  /** Something has changed somewhere: viewers hear of it in a moment. */
  touch(): void {
    this.#soon ??= this.#clock.after(TOGETHER_MS, () => {
      this.#soon = null
      this.update()
    })
  }

  update(): void {
    const next = this.#compose(this.epoch)
    const deltas = liveDeltas(this.#state, next)
    this.#state = next
    if (this.#clock.now() - this.#clockToldAt >= CLOCK_MS) {
      this.#clockToldAt = this.#clock.now()
      deltas.push({ kind: 'set', key: 'serverTime', value: next.serverTime })
    }
    if (deltas.length === 0) return
    const events = deltas.map(delta => ({ id: `${this.epoch}-${++this.#number}`, delta }))
    this.#ring = [...this.#ring, ...events].slice(-RING)
    for (const viewer of this.#viewers) viewer(events)
  }

  /** What a viewer needs to be up to date: the deltas since the one it names, or everything. */
  resume(lastEventId: string | undefined): Resume {
    const [epoch, text] = lastEventId?.split('-') ?? []
    const last = Number(text)
    const oldest = this.#number - this.#ring.length
    if (epoch === this.epoch && Number.isInteger(last) && last >= oldest && last <= this.#number) {
      return { events: this.#ring.slice(last - oldest) }
    }
    return { snapshot: this.snapshot(), id: `${this.epoch}-${this.#number}` }
  }

  subscribe(viewer: (events: LiveEvent[]) => void): Cancel {
    this.#viewers.add(viewer)
    return () => this.#viewers.delete(viewer)
  }
}
