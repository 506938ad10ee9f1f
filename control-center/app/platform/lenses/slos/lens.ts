import { messageOf } from '@chat-demo/engine'
import { itemSearch, sloHistory, sloSearch } from '../../datadog/calls.ts'
import type { KeptCalls } from '../../datadog/kept.ts'
import { sloCorrections } from './calls.ts'
import { episodesOf } from './episodes.ts'
import type { BurnView, CorrectionView, EpisodesView, SlosView, SloView } from './model.ts'
import { burnRate, correctionsBySlo, sloViews } from './slos.ts'

const SEARCH_MS = 30_000
const HISTORY_MS = 30_000
const EVENTS_MS = 15_000
const MAX_SLOS = 20
const MAX_EVENTS = 1_000
/** The longest timeframe that an objective may have. */
const LONGEST_MS = 90 * 86_400_000

/** Windows that burn rates are looked at over: those of the usual fast alert. */
const BURN_WINDOWS = [
  { window: '5\u00a0min', seconds: 300 },
  { window: '1\u00a0h', seconds: 3_600 },
]

/** Objectives of the installation, and when its monitors alerted. */
export class SloLens {
  readonly #calls: KeptCalls
  readonly #env: string

  constructor(calls: KeptCalls, env: string) {
    this.#calls = calls
    this.#env = env
  }

  /** Without burn rates or corrections the rest still stands. @throws DatadogError when the objectives are refused */
  async slos(): Promise<SlosView> {
    const [{ answer }, corrections] = await Promise.all([
      this.#calls.ask('slos', SEARCH_MS, () => sloSearch(`installation:${this.#env}`, MAX_SLOS)),
      this.#corrections(),
    ])
    const views = sloViews(answer, corrections.bySlo)
    const burns = await Promise.allSettled(views.map(view => this.#burn(view, views.length)))
    const rows = views.map((view, index) => {
      const burn = burns[index]
      return burn?.status === 'fulfilled' ? { ...view, burn: burn.value } : view
    })
    const failed = burns.find(burn => burn.status === 'rejected')
    const problems = [
      ...(failed ? [`Burn rates are missing: ${messageOf(failed.reason)}`] : []),
      ...(corrections.problem ? [`Corrections are missing: ${corrections.problem}`] : []),
    ]
    return { rows, problems }
  }

  /** When monitors of the installation were not OK within the last `spanMs`. @throws DatadogError */
  async episodes(spanMs: number): Promise<EpisodesView> {
    const { answer, at } = await this.#calls.ask(`episodes ${spanMs}`, EVENTS_MS, now =>
      itemSearch('events', {
        query: `source:alert installation:${this.#env}`,
        indexes: [],
        from: now - spanMs,
        to: now,
        limit: MAX_EVENTS,
      }),
    )
    return {
      from: new Date(at - spanMs).toISOString(),
      to: new Date(at).toISOString(),
      episodes: episodesOf(answer),
      cut: answer.data.length >= MAX_EVENTS,
    }
  }

  #burn(view: SloView, slos: number): Promise<BurnView[]> {
    const target = view.timeframes[0]?.target ?? null
    return Promise.all(
      BURN_WINDOWS.map(async ({ window, seconds }) => {
        const key = `burn ${view.id} ${seconds}`
        const calls = slos * BURN_WINDOWS.length
        const { answer } = await this.#calls.ask(
          key,
          HISTORY_MS,
          now => sloHistory(view.id, Math.floor(now / 1000) - seconds, Math.floor(now / 1000)),
          calls,
        )
        return { window, rate: burnRate(answer, target) }
      }),
    )
  }

  async #corrections(): Promise<{ bySlo: Map<string, CorrectionView[]>; problem: string | null }> {
    try {
      const { answer, at } = await this.#calls.ask('corrections', SEARCH_MS, sloCorrections)
      return { bySlo: correctionsBySlo(answer, at - LONGEST_MS), problem: null }
    } catch (error) {
      return { bySlo: new Map(), problem: messageOf(error) }
    }
  }
}
