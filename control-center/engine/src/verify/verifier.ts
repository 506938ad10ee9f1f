import { z } from 'zod'
import { type Clock, iso, pause } from '../clock.ts'
import { type ControlCenter, ControlError } from '../control/client.ts'
import { runSchema } from '../run/record.ts'
import type { Run } from '../types.ts'
import type { Journal, Result, Task } from './journal.ts'

const POLL_MS = 1_000
/** Steady and a baseline have to come within this time before a round. */
const STEADY_MS = 15 * 60_000
/** After the heal the engine itself says at its deadline whether recovery was proven. */
const PROOF_MS = 20 * 60_000
/** A control center that restarts is waited for. */
const AWAY_MS = 2 * 60_000
/** How much longer than promised a signal is waited for, so that a late one has a figure too. */
const PATIENCE = 2

const statusSchema = z.looseObject({
  steady: z.looseObject({
    steady: z.boolean().nullable(),
    checks: z.array(z.looseObject({ title: z.string(), ok: z.boolean(), now: z.string() })),
    baseline: z.looseObject({}).nullable(),
    baselineProblem: z.string().nullable(),
  }),
  runs: z.array(z.looseObject({ id: z.string(), title: z.string() })),
})

const scenariosSchema = z.looseObject({
  scenarios: z.array(
    z.looseObject({
      id: z.string(),
      title: z.string(),
      defaultSeconds: z.number(),
      maxSeconds: z.number(),
      promises: z.array(z.looseObject({ withinSeconds: z.number(), monitor: z.string().nullable() })),
    }),
  ),
})
const monitorsSchema = z.looseObject({
  rows: z.array(z.looseObject({ name: z.string(), state: z.string(), tags: z.array(z.string()) })),
})
export type KnownScenario = z.infer<typeof scenariosSchema>['scenarios'][number]

export interface VerifierOptions {
  control: ControlCenter
  journal: Journal
  clock: Clock
  print: (line: string) => void
}

/** Runs scenarios through the HTTP API, as a presenter would, and writes down what was seen of what was promised. */
export class Verifier {
  readonly #options: VerifierOptions

  constructor(options: VerifierOptions) {
    this.#options = options
  }

  /** Scenarios as the control center knows them. */
  static async scenarios(control: ControlCenter): Promise<KnownScenario[]> {
    return (await control.call('/scenarios', scenariosSchema)).scenarios
  }

  /** Does one round and writes its result down. */
  async round(task: Task, scenario: KnownScenario): Promise<Result> {
    const { journal, clock, print } = this.#options
    const result = await this.#outcome(task, scenario).catch((error: unknown): Result => {
      if (!(error instanceof ControlError || error instanceof Unmet)) throw error
      return { ...this.#empty(task, scenario), problem: error.message }
    })
    journal.write(result)
    print(`${iso(clock.now()).slice(11, 19)}  ${resultLine(result)}`)
    return result
  }

  async #outcome(task: Task, scenario: KnownScenario): Promise<Result> {
    const { control, journal, clock, print } = this.#options
    let id = task.run !== null && (await this.#known(task.run)) ? task.run : null
    if (id === null) {
      print(
        `${iso(clock.now()).slice(11, 19)}  ${scenario.title}, round ${task.round}: waits for steady and a baseline`,
      )
      await this.#traffic()
      await this.#steady(scenario)
      // Long enough that what is late is still seen; within what the scenario allows.
      const wanted = Math.max(
        scenario.defaultSeconds,
        ...scenario.promises.map(one => one.withinSeconds * PATIENCE + 30),
      )
      const durationSeconds = Math.ceil(Math.min(scenario.maxSeconds, wanted))
      const key = `verify-${iso(clock.now())}-${task.scenario}-${task.round}`
      const run = await this.#patiently(() =>
        control.call('/runs', runSchema, { method: 'POST', body: { scenario: scenario.id, durationSeconds }, key }),
      )
      id = run.id
      journal.write({ kind: 'begun', at: iso(clock.now()), scenario: scenario.id, round: task.round, run: id })
      print(`${iso(clock.now()).slice(11, 19)}  ${scenario.title}, round ${task.round}: run ${id}, ${run.change}`)
    }
    await this.#watch(id)
    const run = await this.#prove(id)
    return {
      ...this.#empty(task, scenario),
      run: run.id,
      evidence: run.evidence,
      recoverySeconds: run.state === 'healed' ? run.recoverySeconds : null,
      lost: run.requests?.lost ?? null,
      problem: run.state === 'healed' ? null : (run.outcome?.detail ?? `it ended ${run.state}`),
    }
  }

  #empty({ round }: Task, { id, title }: KnownScenario): Result {
    const at = iso(this.#options.clock.now())
    const nothing = { run: null, evidence: [], recoverySeconds: null, lost: null, problem: null }
    return { kind: 'result', at, scenario: id, title, round, ...nothing }
  }

  async #known(id: string): Promise<boolean> {
    try {
      await this.#run(id)
      return true
    } catch (error) {
      if (error instanceof ControlError && error.status === 404) return false
      throw error
    }
  }

  #run(id: string): Promise<Run> {
    return this.#patiently(() => this.#options.control.call(`/runs/${id}`, runSchema))
  }

  /** Light: enough for a baseline, and what the promises were made for. */
  #traffic(): Promise<unknown> {
    const { control } = this.#options
    return this.#patiently(() => control.call('/traffic', z.unknown(), { method: 'PUT', body: { profile: 'light' } }))
  }

  /** Steady, with a baseline, and no promised monitor alerting from before: such an alert would prove nothing. */
  async #steady({ promises }: KnownScenario): Promise<void> {
    const { control } = this.#options
    const promised = promises.flatMap(({ monitor }) => (monitor === null ? [] : [`demo_key:${monitor}`]))
    let off = ''
    await this.#until(
      STEADY_MS,
      () => `was not steady within ${STEADY_MS / 60_000} min: ${off}`,
      async () => {
        const { steady, runs } = await this.#patiently(() => control.call('/status', statusSchema))
        const standing = runs.map(run => `${run.title} is not over`)
        const checks = steady.checks.filter(check => !check.ok).map(check => `${check.title} (${check.now})`)
        off = [...standing, ...checks, ...(steady.baseline ? [] : [steady.baselineProblem ?? 'no baseline'])].join(', ')
        if (steady.steady !== true || steady.baseline === null || runs.length > 0) return false
        const { rows } = await this.#patiently(() => control.call('/monitors', monitorsSchema))
        const alerting = rows.filter(({ state, tags }) => state === 'Alert' && tags.some(tag => promised.includes(tag)))
        off = alerting.map(({ name }) => `${name} still alerts`).join(', ')
        return alerting.length === 0
      },
    )
  }

  /** Until everything promised was seen, or all patience is gone; then heals. */
  async #watch(id: string): Promise<void> {
    const { control, clock } = this.#options
    for (;;) {
      const run = await this.#run(id)
      if (run.healRequestedAt !== null || run.endedAt !== null) return
      const elapsed = (clock.now() - Date.parse(run.activeAt ?? run.startedAt)) / 1000
      const missing = run.evidence.filter(one => one.seenAfterSeconds === null)
      const patience = Math.max(0, ...missing.map(one => one.withinSeconds * PATIENCE + 20))
      if (run.state === 'active' && elapsed >= patience) break
      await pause(clock, POLL_MS)
    }
    await this.#patiently(() => control.call(`/runs/${id}/heal`, z.unknown(), { method: 'POST' }))
  }

  async #prove(id: string): Promise<Run> {
    let run = await this.#run(id)
    await this.#until(
      PROOF_MS,
      () => `run ${id} was neither proven nor given up within ${PROOF_MS / 60_000} min`,
      async () => {
        run = await this.#run(id)
        return run.endedAt !== null
      },
    )
    return run
  }

  async #until(withinMs: number, unmet: () => string, reached: () => Promise<boolean>): Promise<void> {
    const { clock } = this.#options
    const began = clock.now()
    while (!(await reached())) {
      if (clock.now() - began > withinMs) throw new Unmet(unmet())
      await pause(clock, POLL_MS)
    }
  }

  /** Tries again while nobody answers, or the control center says that something else does not. */
  async #patiently<T>(action: () => Promise<T>): Promise<T> {
    const { clock } = this.#options
    const began = clock.now()
    for (;;) {
      try {
        return await action()
      } catch (error) {
        const passing = error instanceof ControlError && (error.status === null || error.status === 503)
        if (!passing || clock.now() - began > AWAY_MS) throw error
        await pause(clock, POLL_MS)
      }
    }
  }
}

/** What was waited for did not come. */
class Unmet extends Error {
  override readonly name = 'Unmet'
}

function resultLine({ title, round, evidence, recoverySeconds, lost, problem }: Result): string {
  const seen = evidence.map(
    ({ title: signal, seenAfterSeconds, withinSeconds }) =>
      `${signal} ${seenAfterSeconds === null ? 'not seen' : seenAfterSeconds.toFixed(1)} of ${withinSeconds} s`,
  )
  const end = problem ?? `recovered in ${recoverySeconds} s, ${lost ?? 'unknown'} lost`
  return [`${title}, round ${round}`, ...seen, end].join('; ')
}
