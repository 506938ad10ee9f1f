import type { KeptCalls } from '../../datadog/kept.ts'
import { flowFigures, flowQuery } from './flow.ts'
import type { FlowView } from './types.ts'

const NOW_MS = 10_000
const USUAL_MS = 30_000
const WINDOW_MS = 60_000
const USUAL_WINDOW_MS = 10 * 60_000
/** Agents send each 10 s: what is newer is not whole yet. */
const LATE_MS = 15_000

/** How messages flow between producers, queues and consumers. */
export class MessagesLens {
  readonly #calls: KeptCalls
  readonly #env: string

  constructor(calls: KeptCalls, env: string) {
    this.#calls = calls
    this.#env = env
  }

  /**
   * The last minute, and the ten minutes before it or, with `before`, before that time: what was usual before something
   * was broken.
   * @param before milliseconds
   * @throws DatadogError
   */
  async flow(before: number | null): Promise<FlowView> {
    const end = (now: number) => Math.min(before ?? now, now - LATE_MS - WINDOW_MS)
    const [now, usual] = await Promise.all([
      this.#calls.ask('flow', NOW_MS, at => flowQuery(this.#env, at - LATE_MS - WINDOW_MS, at - LATE_MS), 2),
      this.#calls.ask(
        `flow before ${before ?? 'now'}`,
        USUAL_MS,
        at => flowQuery(this.#env, end(at) - USUAL_WINDOW_MS, end(at)),
        2,
      ),
    ])
    const iso = (at: number) => new Date(at).toISOString()
    return {
      now: flowFigures(now.answer, WINDOW_MS),
      usual: flowFigures(usual.answer, USUAL_WINDOW_MS),
      from: iso(now.at - LATE_MS - WINDOW_MS),
      to: iso(now.at - LATE_MS),
      usualFrom: iso(end(usual.at) - USUAL_WINDOW_MS),
      usualTo: iso(end(usual.at)),
    }
  }
}
