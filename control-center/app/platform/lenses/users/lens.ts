import { itemSearch } from '../../datadog/calls.ts'
import type { KeptCalls } from '../../datadog/kept.ts'
import { rumQuartiles } from './calls.ts'
import type { SessionsView, TimelineView, VitalsView } from './model.ts'
import { rumEvents, sessionRows, timelineOf, userErrors, VITALS, vitalsOf } from './sessions.ts'

const SESSIONS_MS = 15_000
const VITALS_MS = 30_000
const TIMELINE_MS = 10_000
const MAX_EVENTS = 1_000
const MAX_ERRORS = 30
/** A session lasts at most this long. */
const SESSION_MS = 4 * 3_600_000

/** What browsers told Real User Monitoring. */
export class UsersLens {
  readonly #calls: KeptCalls
  readonly #env: string

  constructor(calls: KeptCalls, env: string) {
    this.#calls = calls
    this.#env = env
  }

  /** @throws DatadogError */
  async sessions(spanMs: number): Promise<SessionsView> {
    const query = `env:${this.#env} @type:(view OR action OR error)`
    const { answer } = await this.#calls.ask(`sessions ${spanMs}`, SESSIONS_MS, now =>
      itemSearch('rum', { query, indexes: [], from: now - spanMs, to: now, limit: MAX_EVENTS }),
    )
    const events = rumEvents(answer)
    return {
      sessions: sessionRows(events),
      errors: userErrors(events).slice(0, MAX_ERRORS),
      cut: answer.data.length >= MAX_EVENTS,
    }
  }

  /** @throws DatadogError */
  async vitals(spanMs: number): Promise<VitalsView> {
    const { answer } = await this.#calls.ask(`vitals ${spanMs}`, VITALS_MS, now =>
      rumQuartiles(`env:${this.#env} @type:view`, VITALS, now - spanMs, now),
    )
    return vitalsOf(answer)
  }

  /** What happened in one session. @throws DatadogError */
  async timeline(session: string): Promise<TimelineView> {
    const query = `env:${this.#env} @session.id:${session} @type:(view OR action OR resource OR error)`
    const { answer } = await this.#calls.ask(`timeline ${session}`, TIMELINE_MS, now =>
      itemSearch('rum', { query, indexes: [], from: now - SESSION_MS, to: now, limit: MAX_EVENTS }),
    )
    const events = rumEvents(answer)
    const [row] = sessionRows(events)
    return { session: row ?? null, events: timelineOf(events), cut: answer.data.length >= MAX_EVENTS }
  }
}
