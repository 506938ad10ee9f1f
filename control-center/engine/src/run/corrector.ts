import { type Clock, iso } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { BudgetCorrection, Run } from '../types.ts'
import type { RunBook } from './book.ts'

const FIRST_RETRY_MS = 5_000
const LAST_RETRY_MS = 300_000

/** What an SLO is to leave out, and who says so. */
export interface Correction {
  runId: string
  title: string
  startedBy: string
  /** Whole seconds since the epoch. */
  from: number
  to: number
}

/** Where budgets are kept. */
export interface Budgets {
  /**
   * Writes the correction for each SLO that has none of this run yet, and resolves with how many SLOs know it now.
   * Rejects, in words that can be shown, when that is not all of them.
   */
  correct(correction: Correction): Promise<number>
}

/**
 * The time that a run took from users: from its injection until it was proven steady. A run that was not proven ends
 * where it gave up looking: its change was taken back before, so what is still wrong then is a fault of its own, and
 * has to cost budget. null while the run goes on, and where nothing was changed.
 */
export function correctionOf(run: Run): Correction | null {
  if (run.endedAt === null || run.activeAt === null || run.outcome?.code === 'injection_failed') return null
  return {
    runId: run.id,
    title: run.title,
    startedBy: run.startedBy,
    from: Math.floor(Date.parse(run.activeAt) / 1000),
    to: Math.ceil(Date.parse(run.endedAt) / 1000),
  }
}

/**
 * Has the time of each run taken out of the budgets, one run after the other, and does not give up while Datadog is
 * away. What was written stands in the run's record, so that a restart goes on where it was.
 */
export class Corrector {
  readonly #budgets: Budgets | null
  readonly #book: RunBook
  readonly #clock: Clock
  readonly #failed = new Map<string, { tries: number; nextAt: number }>()
  #going: Promise<void> | null = null

  constructor(budgets: Budgets | null, book: RunBook, clock: Clock) {
    this.#budgets = budgets
    this.#book = book
    this.#clock = clock
  }

  /** Begins with the next one that is due, unless one is being written. */
  look(now: number): void {
    const budgets = this.#budgets
    if (!budgets || this.#going) return
    for (const { run } of this.#book.list()) {
      if (run.budget?.slos != null || now < (this.#failed.get(run.id)?.nextAt ?? 0)) continue
      const correction = correctionOf(run)
      if (!correction) continue
      this.#going = this.#write(budgets, correction).finally(() => {
        this.#going = null
      })
      return
    }
  }

  async #write(budgets: Budgets, correction: Correction): Promise<void> {
    const { runId } = correction
    try {
      const slos = await budgets.correct(correction)
      this.#failed.delete(runId)
      this.#note(correction, { slos, problem: null })
    } catch (error) {
      const tries = (this.#failed.get(runId)?.tries ?? 0) + 1
      const waits = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** (tries - 1))
      this.#failed.set(runId, { tries, nextAt: this.#clock.now() + waits })
      this.#note(correction, { slos: null, problem: messageOf(error) })
    }
  }

  #note({ runId, from, to }: Correction, outcome: Pick<BudgetCorrection, 'slos' | 'problem'>): void {
    const record = this.#book.get(runId)
    if (!record || record.run.budget?.slos != null) return
    const budget = { from: iso(from * 1000), to: iso(to * 1000), ...outcome }
    this.#book.set({ ...record, run: { ...record.run, budget } })
  }
}
