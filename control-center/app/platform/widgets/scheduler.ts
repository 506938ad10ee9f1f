import { type Cancel, type Clock, messageOf } from '@chat-demo/engine'
import type { DatadogClient } from '../datadog/client.ts'
import { DatadogError } from '../datadog/problem.ts'
import { paceOf } from '../datadog/rate-limit.ts'
import { type Answer, askAll } from './answers.ts'
import { type Ask, askKey, WANTED_MS } from './asks.ts'
import type { WidgetProblem } from './model.ts'

/** New asks wait this long for others, to go together. */
const TOGETHER_MS = 30
/** What is refused for a reason that does not pass by itself is asked again this often. */
const REFUSED_MS = 60_000

export interface AskState {
  /** The last good answer. */
  answer: Answer | null
  answeredAt: number | null
  problem: WidgetProblem | null
  failingSince: number | null
  /** Grows with each outcome. */
  version: number
}

export interface Pacing {
  everyMs: number
  limited: { wasMs: number; until: number | null } | null
}

interface Wanted extends AskState {
  ask: Ask
  viewers: number
  /** Not before this time. */
  notBefore: number
}

/**
 * Asks Datadog for what somebody looks at: each thing once per interval, whatever the number of viewers, together
 * where its API allows it, and as rarely as its rate limits want.
 */
export class Scheduler {
  readonly #client: DatadogClient
  readonly #clock: Clock
  readonly #onChange: (keys: ReadonlySet<string>) => void
  readonly #wanted = new Map<string, Wanted>()
  readonly #rounds = new Map<Ask['kind'], Round>()
  readonly #alone = new Set<Ask>()
  #stopped = false

  constructor(client: DatadogClient, clock: Clock, onChange: (keys: ReadonlySet<string>) => void) {
    this.#client = client
    this.#clock = clock
    this.#onChange = onChange
  }

  /** Somebody looks at these from now on, until the returned function is called. */
  want(asks: readonly Ask[]): Cancel {
    for (const ask of asks) {
      const key = askKey(ask)
      const known = this.#wanted.get(key)
      if (known) known.viewers++
      else this.#wanted.set(key, { ask, viewers: 1, notBefore: 0, ...UNASKED })
    }
    for (const kind of new Set(asks.map(ask => ask.kind))) this.#round(kind).wake()
    let done = false
    return () => {
      if (done) return
      done = true
      for (const ask of asks) this.#release(askKey(ask))
    }
  }

  state(ask: Ask): AskState {
    return this.#wanted.get(askKey(ask)) ?? UNASKED
  }

  pacing(kind: Ask['kind']): Pacing {
    return this.#rounds.get(kind)?.pacing ?? { everyMs: WANTED_MS[kind], limited: null }
  }

  /** Asks again at once what has failed; a person has asked for it. */
  again(asks: readonly Ask[]): void {
    for (const ask of asks) {
      const wanted = this.#wanted.get(askKey(ask))
      if (!wanted?.problem || wanted.problem.kind === 'limited') continue
      wanted.notBefore = 0
      wanted.version = 0
      this.#round(ask.kind).wake()
    }
  }

  stop(): void {
    this.#stopped = true
    for (const round of this.#rounds.values()) round.stop()
  }

  #release(key: string): void {
    const wanted = this.#wanted.get(key)
    if (!wanted) return
    wanted.viewers--
    if (wanted.viewers > 0) return
    this.#wanted.delete(key)
    this.#alone.delete(wanted.ask)
  }

  #round(kind: Ask['kind']): Round {
    const known = this.#rounds.get(kind)
    if (known) return known
    const round = new Round({
      kind,
      clock: this.#clock,
      limit: () => this.#client.limit(kind === 'dashboard-list' || kind === 'dashboard' ? 'dashboards' : kind),
      wanted: () => [...this.#wanted.values()].filter(wanted => wanted.ask.kind === kind),
      run: wanted => this.#run(wanted),
    })
    this.#rounds.set(kind, round)
    return round
  }

  /** Resolves with the number of calls that it took. */
  async #run(wanted: readonly Wanted[]): Promise<number> {
    const asks = wanted.map(one => one.ask)
    const { asked, calls } = await askAll(asks, {
      client: this.#client,
      now: this.#clock.now(),
      alone: this.#alone,
    }).catch(error => {
      // Not an answer of Datadog's: what went wrong with it is said where its numbers would stand.
      const outcome = new DatadogError('failed', messageOf(error))
      return { asked: asks.map(ask => ({ ask, outcome })), calls: asks.length }
    })
    if (this.#stopped) return calls
    const changed = new Set<string>()
    const now = this.#clock.now()
    for (const { ask, outcome } of asked) {
      const key = askKey(ask)
      const one = this.#wanted.get(key)
      if (!one) continue
      changed.add(key)
      one.version++
      if (outcome instanceof DatadogError) this.#failed(one, outcome, now)
      else Object.assign(one, { answer: outcome, answeredAt: now, problem: null, failingSince: null, notBefore: 0 })
    }
    if (changed.size > 0) this.#onChange(changed)
    return calls
  }

  #failed(wanted: Wanted, { kind, status, message }: DatadogError, now: number): void {
    wanted.problem = { kind, status, detail: message }
    wanted.failingSince ??= now
    if (kind === 'forbidden' || kind === 'missing' || kind === 'invalid') wanted.notBefore = now + REFUSED_MS
  }
}

const UNASKED: AskState = { answer: null, answeredAt: null, problem: null, failingSince: null, version: 0 }

interface RoundOptions {
  kind: Ask['kind']
  clock: Clock
  limit: () => Parameters<typeof paceOf>[2]
  wanted: () => Wanted[]
  run: (wanted: readonly Wanted[]) => Promise<number>
}

/** All asks of one kind, again and again, one round at a time. */
class Round {
  readonly #options: RoundOptions
  #timer: Cancel | null = null
  #soon: Cancel | null = null
  #running = false
  #calls = 1
  #stopped = false

  constructor(options: RoundOptions) {
    this.#options = options
  }

  get pacing(): Pacing {
    const { kind, clock, limit } = this.#options
    const wanted = WANTED_MS[kind]
    const { everyMs, until, slowed } = paceOf(wanted, this.#calls, limit(), clock.now())
    return { everyMs, limited: slowed ? { wasMs: wanted, until } : null }
  }

  /** Something is wanted that has not been asked yet. */
  wake(): void {
    if (this.#stopped || this.#running) return
    this.#soon ??= this.#options.clock.after(TOGETHER_MS, () => {
      this.#soon = null
      void this.#run(wanted => wanted.version === 0)
    })
  }

  stop(): void {
    this.#stopped = true
    this.#timer?.()
    this.#soon?.()
  }

  async #run(which: (wanted: Wanted) => boolean): Promise<void> {
    if (this.#running || this.#stopped) return
    const { clock, wanted, run } = this.#options
    const start = clock.now()
    const due = wanted().filter(one => which(one) && one.notBefore <= start)
    const whole = due.length === wanted().length
    this.#running = true
    try {
      if (due.length > 0) {
        const calls = await run(due)
        if (whole) this.#calls = calls
      }
    } finally {
      this.#running = false
      this.#next(start)
    }
  }

  #next(start: number): void {
    if (this.#stopped) return
    const { clock, wanted } = this.#options
    const all = wanted()
    if (all.some(one => one.version === 0)) this.wake()
    if (all.length === 0) {
      this.#timer?.()
      this.#timer = null
      return
    }
    if (this.#timer) return
    const { everyMs } = this.pacing
    const rest = Math.max(everyMs / 2, everyMs - (clock.now() - start))
    this.#timer = clock.after(rest, () => {
      this.#timer = null
      void this.#run(() => true)
    })
  }
}
