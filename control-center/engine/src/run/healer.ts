import { byHand } from '../change/edits.ts'
import { type Clock, iso } from '../clock.ts'
import { messageOf } from '../errors.ts'
import type { RunBook } from './book.ts'
import { type HealResult, healAll, healOne } from './heal.ts'
import { afterHeal } from './progress.ts'
import type { Reach } from './reach.ts'
import type { Obligation } from './reconcile.ts'
import { isInForce, type RunRecord } from './record.ts'

const RETRY_MS = 2_000

export const obligationOf = (record: RunRecord): Obligation => ({
  runId: record.run.id,
  scenario: record.run.scenario,
  who: record.run.startedBy,
  workload: record.workload,
  startedAt: Date.parse(record.run.startedAt),
  until: Date.parse(record.run.until),
  inverse: record.inverse,
  guards: record.guards,
  toxics: record.toxics,
  from: 'record',
})

/** Heals on behalf of the engine: writes down what came of it, and does not give up. */
export class Healer {
  readonly #reach: Reach
  readonly #book: RunBook
  readonly #clock: Clock
  readonly #going = new Set<string>()
  /** Heals that were asked for and failed: who asked, and when the next attempt is due. */
  readonly #failed = new Map<string, { by: string; nextAt: number }>()

  constructor(reach: Reach, book: RunBook, clock: Clock) {
    this.#reach = reach
    this.#book = book
    this.#clock = clock
  }

  async heal(record: RunRecord, by: string): Promise<HealResult> {
    const result = await healOne(this.#reach, obligationOf(record), by, this.#clock)
    this.#note(result)
    return result
  }

  async healAll(by: string): Promise<HealResult[]> {
    await this.#book.sync()
    try {
      const results = await healAll(this.#reach, this.#book.list(), by, this.#clock)
      const done = new Set(results.map(result => result.runId))
      // A run without a trace in the list was healed by somebody already: its workload knows how.
      const rest = this.#book.list().filter(record => isInForce(record.run) && !done.has(record.run.id))
      results.push(
        ...(await Promise.all(rest.map(record => healOne(this.#reach, obligationOf(record), by, this.#clock)))),
      )
      for (const result of results) this.#note(result)
      return results
    } catch (error) {
      const open = this.#book.list().filter(record => isInForce(record.run))
      const detail = messageOf(error)
      const results = open.map(({ run, workload, inverse, guards, toxics }) => ({
        runId: run.id,
        workload,
        result: 'failed' as const,
        by,
        at: iso(this.#clock.now()),
        detail,
        byHand: byHand(this.#reach.cluster.namespace, workload, { inverse, guards, toxics }),
      }))
      for (const result of results) this.#note(result)
      return results.length > 0
        ? results
        : [{ runId: null, workload: '', result: 'failed', by, at: iso(this.#clock.now()), detail, byHand: null }]
    }
  }

  /** Heals unless that is going on, or has just failed. */
  inBackground(obligation: Obligation, by: string, now: number): void {
    const { runId } = obligation
    if (this.#going.has(runId) || now < (this.#failed.get(runId)?.nextAt ?? 0)) return
    this.#going.add(runId)
    void healOne(this.#reach, obligation, by, this.#clock).then(result => {
      this.#going.delete(runId)
      this.#note(result)
    })
  }

  /** Tries again what was asked for and has failed so far. */
  retry(now: number): void {
    for (const [id, { by, nextAt }] of this.#failed) {
      const record = this.#book.get(id)
      if (!record || !isInForce(record.run)) this.#failed.delete(id)
      else if (now >= nextAt) this.inBackground(obligationOf(record), by, now)
    }
  }

  #note(result: HealResult): void {
    const { runId } = result
    if (runId === null) return
    const record = this.#book.get(runId)
    if (result.result !== 'failed') {
      this.#failed.delete(runId)
      if (record) this.#book.set(afterHeal(record, { ...result, result: result.result }))
      return
    }
    this.#failed.set(runId, { by: result.by, nextAt: this.#clock.now() + RETRY_MS })
    if (!record || !isInForce(record.run)) return
    const detail = `${result.detail}. It is tried again${result.byHand ? `; by hand: ${result.byHand}` : ''}`
    this.#book.set({ ...record, run: { ...record.run, outcome: { code: 'heal_failed', detail } } })
  }
}
