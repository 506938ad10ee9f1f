import { describe } from './change/edits.ts'
import type { Cancel, Clock } from './clock.ts'
import type { Cluster, Workload, WorkloadView } from './cluster/cluster.ts'
import { ClusterError, EngineError, messageOf } from './errors.ts'
import { BASELINE_MS } from './observe/baseline.ts'
import { steadyConditions } from './observe/conditions.ts'
import { DatadogProbe } from './observe/datadog-probe.ts'
import { advance, emptyHold, type Hold } from './observe/hold.ts'
import { ReplyProbe } from './observe/reply-probe.ts'
import type { Signals } from './observe/sample.ts'
import { SteadyWatch } from './observe/steady-watch.ts'
import { findObstacle, findUnmet, HeartbeatWatch } from './preconditions.ts'
import { readRun } from './run/annotation.ts'
import { BlastRadius } from './run/blast-radius.ts'
import { RunBook } from './run/book.ts'
import { type Budgets, Corrector } from './run/corrector.ts'
import type { HealResult } from './run/heal.ts'
import { Healer, obligationOf } from './run/healer.ts'
import { adopt } from './run/new-run.ts'
import { followCluster, followEvidence, followRecovery } from './run/progress.ts'
import type { Reach } from './run/reach.ts'
import { healedBy, reconcile } from './run/reconcile.ts'
import { isInForce, isOver, type RunRecord } from './run/record.ts'
import { type Started, Starter, type StartRequest } from './run/starter.ts'
import { RunStore } from './run/store.ts'
import type { Catalog } from './scenario/catalog.ts'
import { type Scenario, workloadOf } from './scenario/schema.ts'
import { summarise } from './scenario/summary.ts'
import type { ToxicControl } from './toxic/toxic.ts'
import { ToxicWatch } from './toxic/watch.ts'
import type { Run, ScenarioSummary, SteadyState } from './types.ts'

const TICK_MS = 1_000
const SYNC_BUSY_MS = 2_000
const SYNC_QUIET_MS = 15_000
const OBSTACLES_MS = 15_000
/** An annotation that no record explains is taken as a run after this time: its record may still be on its way. */
const STRANGER_MS = 3_000

export interface EngineOptions {
  cluster: Cluster
  /** null where its address is not known: scenarios with toxics cannot be begun. */
  toxiproxy: ToxicControl | null
  workloads: WorkloadView
  catalog: Catalog
  signals: Signals
  clock: Clock
  /** Without it no SLO is corrected for what a run did. */
  budgets?: Budgets | null
  /** Something went wrong that nobody asked for, e.g. a record that cannot be read. */
  warn: (message: string) => void
}

/** Runs scenarios, watches what becomes of them, and takes them back. One per control center. */
export class Engine {
  readonly #options: EngineOptions
  readonly #book: RunBook
  readonly #reach: Reach
  readonly #toxics: ToxicWatch
  readonly #probe: ReplyProbe
  readonly #datadog: DatadogProbe
  readonly #blast = new BlastRadius()
  readonly #steady: SteadyWatch
  readonly #healer: Healer
  readonly #starter: Starter
  readonly #corrector: Corrector
  readonly #heartbeat = new HeartbeatWatch()
  readonly #holds = new Map<string, Hold>()
  readonly #strangers = new Map<string, number>()
  readonly #unmet = new Map<string, string | null>()
  readonly #obstacles = new Map<string, string | null>()
  readonly #listeners = new Set<() => void>()
  #cancels: Cancel[] = []
  #syncAt = 0
  #obstaclesAt = 0
  #annotations = ''
  #warned: string | null = null

  constructor(options: EngineOptions) {
    this.#options = options
    const { cluster, toxiproxy, signals, clock } = options
    const reach = { cluster, toxiproxy }
    this.#reach = reach
    this.#toxics = new ToxicWatch(toxiproxy, clock)
    this.#book = new RunBook(new RunStore(cluster), clock)
    this.#probe = new ReplyProbe(signals, clock)
    this.#datadog = new DatadogProbe(signals.datadog, clock)
    this.#steady = new SteadyWatch(this.#probe, clock)
    this.#corrector = new Corrector(options.budgets ?? null, this.#book, clock)
    this.#healer = new Healer(reach, this.#book, clock)
    this.#starter = new Starter({
      ...options,
      reach,
      book: this.#book,
      steady: this.#steady,
      heartbeat: this.#heartbeat,
    })
  }

  start(): void {
    const { clock, workloads } = this.#options
    this.#cancels = [clock.every(TICK_MS, () => this.tick()), workloads.onChange(() => this.tick())]
    this.tick()
  }

  /**
   * Stops looking, and resolves when what is known is written down (or cannot be). What stands in the cluster stays,
   * and is healed at its time by the reconciler.
   */
  stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel()
    this.#cancels = []
    return this.#book.settle()
  }

  /** Called after each look, at least once a second. */
  onChange(listener: () => void): Cancel {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Those that are not over first, then the newest. */
  runs(): Run[] {
    const all = this.#book.list().map(record => record.run)
    return [...all.filter(run => !isOver(run)), ...all.filter(isOver)]
  }

  run(id: string): Run | undefined {
    return this.#book.get(id)?.run
  }

  steady(): SteadyState {
    return this.#steady.state
  }

  scenarios(): ScenarioSummary[] {
    return this.#options.catalog.list().map(scenario => {
      const workload = workloadOf(scenario)
      const open = this.#book.list().find(record => isInForce(record.run) && record.workload === workload)
      const blocked = open
        ? `${workload} is in use by ${open.run.title}`
        : (this.#obstacles.get(workload) ?? this.#unmet.get(scenario.id) ?? null)
      return summarise(scenario, this.#workload(workload), blocked)
    })
  }

  /** Rejects with an `EngineError` when nothing was begun. */
  async begin(request: StartRequest): Promise<Started> {
    const started = await this.#starter.begin(request)
    this.tick()
    return started
  }

  /** Takes one run back. Rejects only when it is unknown; what failed is tried again until it works. */
  async heal(id: string, who: string): Promise<HealResult[]> {
    const record = this.#book.get(id)
    if (!record) throw new EngineError('unknown', `There is no run ${id}`)
    if (!isInForce(record.run)) return []
    const result = await this.#healer.heal(record, who)
    this.tick()
    return [result]
  }

  /** Takes everything back, at once; what failed is tried again until it works. */
  async healAll(who: string): Promise<HealResult[]> {
    const results = await this.#healer.healAll(who)
    this.tick()
    return results
  }

  /** One look at everything. Does not wait: what has to be asked is asked, and is there at a later look. */
  tick(): void {
    const { signals, clock, workloads, catalog } = this.#options
    const now = clock.now()
    const sample = signals.sample()
    const previous = this.#steady.previous
    const current = workloads.current()
    for (const record of this.#book.list()) {
      if (isOver(record.run)) continue
      const scenario = catalog.get(record.run.scenario)
      let next = current
        ? followCluster(
            record,
            current.find(one => one.name === record.workload),
            now,
          )
        : record
      next = followEvidence(next, scenario, sample, previous?.at ?? null, (promise, injectedAt) => {
        const quietFrom = Date.parse(record.baseline?.since ?? '') || injectedAt - BASELINE_MS
        return this.#datadog.look(record.run.id, promise, { quietFrom, injectedAt })
      })
      next = this.#followRecovery(next, scenario)
      if (next !== record) this.#book.set(next)
    }
    const open = this.#book.list().filter(record => !isOver(record.run))
    const ends = this.#book.list().flatMap(record => (record.run.endedAt ? [Date.parse(record.run.endedAt)] : []))
    this.#steady.look(sample, {
      standing: open.filter(record => isInForce(record.run)).map(record => record.run.change),
      recovering: open.some(record => record.run.state === 'recovering'),
      lastEndedAt: ends.length > 0 ? Math.max(...ends) : null,
    })
    this.#datadog.keep(new Set(open.map(record => record.run.id)))
    this.#blast.keep(new Set(open.map(record => record.run.id)))
    this.#probe.keep(new Set(['steady', 'baseline', ...open.map(record => record.run.id)]))
    const targets = new Set(open.map(record => record.workload))
    for (const record of open.filter(one => isInForce(one.run))) {
      const broken = this.#blast.look(record, targets, sample.workloads, now)
      const by = `the engine: ${broken.join(', ')} broke, which the scenario must not touch`
      if (broken.length > 0) this.#healer.inBackground(obligationOf(record), by, now)
    }
    if (current) this.#act(current, now)
    this.#corrector.look(now)
    this.#keepInStep(current, open.length > 0, now)
    for (const listener of this.#listeners) listener()
  }

  #followRecovery(record: RunRecord, scenario: Scenario | undefined): RunRecord {
    const { signals, clock } = this.#options
    if (record.run.state !== 'recovering') {
      this.#holds.delete(record.run.id)
      return record
    }
    const now = clock.now()
    const sample = signals.sample()
    const at = Date.parse(record.run.healRequestedAt ?? record.run.until)
    const conditions = steadyConditions({
      sample,
      previous: this.#steady.previous,
      standing: this.#book.list().flatMap(one => (isInForce(one.run) ? [one.run.change] : [])),
      baseline: record.baseline,
      replies: this.#probe.get(record.run.id, { since: at, last: 60 }),
      heal: { at, start: record.start.chat, everyQuestionAnswered: scenario?.healed.everyQuestionAnswered ?? false },
    })
    const hold = advance(this.#holds.get(record.run.id) ?? emptyHold, conditions, now)
    this.#holds.set(record.run.id, hold)
    return followRecovery(record, scenario, { sample, conditions, hold, now })
  }

  /** Ends what is due, takes in runs that are known by their annotation only. */
  #act(current: readonly Workload[], now: number): void {
    const { catalog } = this.#options
    const toxics = this.#book.list().some(record => isInForce(record.run) && record.toxics.length > 0)
    for (const obligation of reconcile(current, this.#book.list(), now, toxics ? this.#toxics.look() : null).heal) {
      this.#healer.inBackground(obligation, healedBy(obligation.reason, 'time was up'), now)
    }
    this.#healer.retry(now)
    for (const workload of current) {
      const annotation = readRun(workload.annotations)
      if (!('value' in annotation) || this.#book.get(annotation.value.id)) continue
      const { id, scenario } = annotation.value
      const since = this.#strangers.get(id) ?? now
      this.#strangers.set(id, since)
      if (now - since < STRANGER_MS || (this.#book.syncedAt ?? 0) <= since) continue
      this.#strangers.delete(id)
      this.#book.set(
        adopt(annotation.value, workload.name, describe(workload.name, annotation.value), catalog.get(scenario)),
      )
    }
  }

  /** Reads and writes the cluster's records, and finds out what would stand in the way of a start. */
  #keepInStep(current: readonly Workload[] | null, busy: boolean, now: number): void {
    const annotations = JSON.stringify(current?.map(workload => workload.annotations))
    if (annotations !== this.#annotations || now >= this.#syncAt) {
      this.#annotations = annotations
      this.#syncAt = now + (busy ? SYNC_BUSY_MS : SYNC_QUIET_MS)
      void this.#book.sync().then(() => this.#warnOnce(this.#book.problem))
    }
    void this.#book.flush()
    if (now < this.#obstaclesAt) return
    this.#obstaclesAt = now + OBSTACLES_MS
    const { clock, catalog, signals } = this.#options
    for (const scenario of catalog.list()) {
      if (scenario.preconditions.length === 0) continue
      void findUnmet(scenario, signals).then(unmet => this.#unmet.set(scenario.id, unmet))
    }
    for (const workload of new Set(catalog.list().map(workloadOf))) {
      findObstacle(this.#reach, workload, this.#heartbeat, () => clock.now()).then(
        obstacle => this.#obstacles.set(workload, obstacle),
        error => {
          const away = !(error instanceof ClusterError) || error.kind === 'unreachable'
          this.#obstacles.set(workload, away ? `The cluster does not answer: ${messageOf(error)}` : messageOf(error))
        },
      )
    }
  }

  #workload(name: string): Workload | undefined {
    return this.#options.workloads.current()?.find(one => one.name === name)
  }

  #warnOnce(problem: string | null): void {
    if (problem !== null && problem !== this.#warned) this.#options.warn(`Records of runs: ${problem}`)
    this.#warned = problem
  }
}
