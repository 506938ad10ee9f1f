import { type Clock, iso } from '../clock.ts'
import { ClusterError, EngineError, messageOf } from '../errors.ts'
import type { Signals } from '../observe/sample.ts'
import type { SteadyWatch } from '../observe/steady-watch.ts'
import { findObstacle, findUnmet, type HeartbeatWatch, trafficWarnings } from '../preconditions.ts'
import type { Catalog } from '../scenario/catalog.ts'
import { type Scenario, type Step, stepsOf, workloadOf } from '../scenario/schema.ts'
import type { Run } from '../types.ts'
import type { RunBook } from './book.ts'
import { inject } from './inject.ts'
import { hash, newRecord, newRunId } from './new-run.ts'
import type { Reach } from './reach.ts'
import { isInForce, isOver, type RunRecord } from './record.ts'

const JUST_ENDED_MS = 120_000
const MIN_SECONDS = 10

export interface StartRequest {
  scenario: string
  who: string
  durationSeconds?: number
  /** A variant of the scenario; without it the scenario as it is. */
  intensity?: string
  /** Starts although another run on the same workload still proves its recovery. */
  force?: boolean
  /** The Idempotency-Key, if any: the same key and request give the same run, also after a restart. */
  key?: string
}

export interface Started {
  run: Run
  warnings: string[]
}

export interface StarterOptions {
  reach: Reach
  catalog: Catalog
  signals: Signals
  clock: Clock
  book: RunBook
  steady: SteadyWatch
  heartbeat: HeartbeatWatch
  warn: (message: string) => void
}

/** Begins runs: only what can be undone, one at a time on each workload, once per idempotency key. */
export class Starter {
  readonly #options: StarterOptions
  readonly #starting = new Map<string, Promise<Started>>()

  constructor(options: StarterOptions) {
    this.#options = options
  }

  /** Rejects with an `EngineError` when nothing was begun. */
  begin(request: StartRequest): Promise<Started> {
    if (request.key === undefined) return this.#begin(request, null)
    const key = hash(request.key)
    const body = hash(JSON.stringify([request.scenario, request.durationSeconds ?? null, request.intensity ?? null]))
    // Two requests with one key at the same time are one.
    const going = this.#starting.get(`${key} ${body}`)
    if (going) return going
    const started = this.#begin(request, { key, body }).finally(() => this.#starting.delete(`${key} ${body}`))
    this.#starting.set(`${key} ${body}`, started)
    return started
  }

  async #begin(request: StartRequest, idempotency: RunRecord['request']): Promise<Started> {
    const { reach, clock, signals, catalog } = this.#options
    const scenario = catalog.get(request.scenario)
    if (!scenario) throw new EngineError('unknown', `There is no scenario ${request.scenario}`)
    const seconds = request.durationSeconds ?? scenario.duration.defaultSeconds
    if (!Number.isInteger(seconds) || seconds < MIN_SECONDS || seconds > scenario.duration.maxSeconds) {
      throw new EngineError(
        'invalid',
        `durationSeconds is ${seconds}; ${scenario.id} wants ${MIN_SECONDS} to ${scenario.duration.maxSeconds}`,
      )
    }
    const steps = stepsOf(scenario, request.intensity)
    if (!steps) {
      const known = Object.keys(scenario.intensities).join(', ') || 'none'
      throw new EngineError('invalid', `${scenario.id} has no intensity ${request.intensity}; it has ${known}`)
    }
    await this.#options.book.sync()
    if (this.#options.book.syncedAt === null)
      throw new EngineError('unreachable', `The cluster does not answer: ${this.#options.book.problem}`)
    const same = idempotency && this.#options.book.list().find(record => record.request?.key === idempotency.key)
    if (same) {
      if (same.request?.body !== idempotency.body)
        throw new EngineError('key-reused', 'This Idempotency-Key came with another request before')
      return { run: same.run, warnings: [] }
    }
    const target = workloadOf(scenario)
    const obstacle = await findObstacle(reach, target, this.#options.heartbeat, () => clock.now()).catch(unreachable)
    if (obstacle !== null) throw new EngineError('precondition', obstacle)
    const unmet = await findUnmet(scenario, signals)
    if (unmet !== null) throw new EngineError('precondition', unmet)
    this.#refuseOverlap(target, request.force ?? false)

    const warnings = [...this.#warnings(), ...trafficWarnings(scenario, signals)]
    const id = newRunId()
    const sample = signals.sample()
    const record = newRecord({
      id,
      scenario,
      intensity: request.intensity,
      who: request.who,
      now: clock.now(),
      seconds,
      sample,
      baseline: this.#options.steady.state.baseline,
      request: idempotency,
    })
    const run = await this.#inject(record, scenario, target, steps)
    return { run, warnings }
  }

  async #inject(record: RunRecord, scenario: Scenario, target: string, steps: Step[]): Promise<Run> {
    const { reach, clock } = this.#options
    const { id, title, intensity, startedAt, until, startedBy: who } = record.run
    let planned = record
    try {
      await inject(
        reach,
        { id, scenario: scenario.id, intensity, title, who, startedAt, until },
        target,
        steps,
        clock,
        async ({ words, inverse, guards, toxics }) => {
          planned = { ...record, inverse, guards, toxics, run: { ...record.run, change: words } }
          await this.#options.book.write(planned)
        },
      )
    } catch (error) {
      // When it cannot be known whether the change was made, the record stays: the next look at the cluster tells.
      const unsure = error instanceof EngineError && error.code === 'unreachable'
      if (!unsure) await this.#options.book.forget(id).catch(failure => this.#options.warn(messageOf(failure)))
      if (error instanceof EngineError) throw error
      unreachable(error)
    }
    const active = { ...planned, run: { ...planned.run, state: 'active' as const, activeAt: iso(clock.now()) } }
    this.#options.book.set(active)
    return active.run
  }

  #refuseOverlap(target: string, force: boolean): void {
    const mine = this.#options.book.list().filter(record => record.workload === target && !isOver(record.run))
    const active = mine.find(record => isInForce(record.run))
    if (active)
      throw new EngineError('overlap', `${target} is in use by the run ${active.run.id} (${active.run.title})`, {
        run: active.run.id,
      })
    const recovering = mine[0]
    if (!recovering) return
    if (!force) {
      throw new EngineError(
        'overlap',
        `The run ${recovering.run.id} (${recovering.run.title}) on ${target} still proves its recovery; force starts anyway`,
        {
          run: recovering.run.id,
        },
      )
    }
    const outcome = {
      code: 'deadline_unproven' as const,
      detail: 'Another run was started before the recovery was proven',
    }
    this.#options.book.set({
      ...recovering,
      run: { ...recovering.run, state: 'not-healed', endedAt: iso(this.#options.clock.now()), outcome },
    })
  }

  #warnings(): string[] {
    const { signals, clock } = this.#options
    const { baseline, baselineProblem } = this.#options.steady.state
    const warnings = baseline
      ? []
      : [`No baseline yet (${baselineProblem}): recovery is proven without comparing reply times`]
    const sample = signals.sample()
    if (sample.traffic === 'off') warnings.push('Traffic is off: signals that need messages will not be seen')
    else if (sample.traffic === null)
      warnings.push('The traffic generator does not answer: signals that need messages may not be seen')
    const last = this.#options.book.list().find(record => record.run.endedAt !== null)?.run
    if (last?.endedAt && clock.now() - Date.parse(last.endedAt) < JUST_ENDED_MS) {
      warnings.push(
        `${last.title} ended ${Math.round((clock.now() - Date.parse(last.endedAt)) / 1000)} s ago: signals may overlap`,
      )
    }
    return warnings
  }
}

/** Whatever a call to the cluster failed with, as an answer to whoever asked for a start. */
function unreachable(error: unknown): never {
  if (!(error instanceof ClusterError)) throw error
  if (error.kind === 'forbidden') throw new EngineError('precondition', error.message)
  if (error.kind === 'not-found')
    throw new EngineError('precondition', `${error.message}: is the product installed there?`)
  if (error.kind === 'invalid') throw new EngineError('invalid', `The API server refused the change: ${error.message}`)
  throw new EngineError('unreachable', `The cluster does not answer: ${error.message}`)
}
