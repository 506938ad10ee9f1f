import type { Clock } from '../clock.ts'
import type { SteadyState } from '../types.ts'
import { BASELINE_MS, baselineOf, baselineSince } from './baseline.ts'
import { type Baseline, steadyConditions } from './conditions.ts'
import { advance, checks, emptyHold, type Hold, holds } from './hold.ts'
import type { ReplyProbe } from './reply-probe.ts'
import type { Sample } from './sample.ts'

/** Is the system as usual? Keeps the samples of the last five minutes and the baseline that they make. */
export class SteadyWatch {
  #samples: Sample[] = []
  #hold: Hold = emptyHold
  #baseline: Baseline | null = null
  #problem: string | null = 'no look at the system yet'
  #state: SteadyState = { steady: null, checks: [], baseline: null, baselineProblem: this.#problem }
  readonly #probe: ReplyProbe
  readonly #clock: Clock

  constructor(probe: ReplyProbe, clock: Clock) {
    this.#probe = probe
    this.#clock = clock
  }

  get state(): SteadyState {
    return this.#state
  }

  get previous(): Sample | null {
    return this.#samples.at(-1) ?? null
  }

  /**
   * One more look. `standing`: changes of ours in force, in words; `recovering`: a run still has to prove itself;
   * `lastEndedAt`: when the newest run ended. The baseline is kept as it was while something is going on.
   */
  look(sample: Sample, context: { standing: string[]; recovering: boolean; lastEndedAt: number | null }): void {
    const now = this.#clock.now()
    const previous = this.previous
    const quiet = context.standing.length === 0 && !context.recovering
    const since = baselineSince(now, context.lastEndedAt)
    if (quiet) this.#learn(since)
    const conditions = steadyConditions({
      sample,
      previous,
      standing: context.standing,
      baseline: this.#baseline,
      replies: this.#probe.get('steady', { since, last: 60 }),
      heal: null,
    })
    this.#hold = advance(this.#hold, conditions, now)
    const all = checks(this.#hold, conditions, now)
    const blind = sample.workloads === null && sample.queue === null && sample.chat === null
    this.#state = {
      steady: blind ? null : holds(all),
      checks: all,
      baseline: this.#baseline,
      baselineProblem: this.#baseline ? null : this.#problem,
    }
    this.#samples = [...this.#samples.filter(one => one.at >= now - BASELINE_MS), sample]
  }

  #learn(since: number): void {
    const result = baselineOf(since, this.#probe.get('baseline', { since }), this.#samples)
    if ('baseline' in result) this.#baseline = result.baseline
    else {
      this.#baseline = null
      this.#problem = result.problem
    }
  }
}
