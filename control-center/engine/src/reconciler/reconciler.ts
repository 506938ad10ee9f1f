import { type Cancel, type Clock, iso } from '../clock.ts'
import type { Cluster, WorkloadView } from '../cluster/cluster.ts'
import { messageOf } from '../errors.ts'
import { HEARTBEAT_MS, isChaosOff } from '../preconditions.ts'
import { type HealResult, healOne } from '../run/heal.ts'
import { healedBy, type Obligation, obligations, reconcile } from '../run/reconcile.ts'
import { parseRecords, type RunRecord } from '../run/record.ts'
import { sweepToxics } from '../toxic/sweep.ts'
import type { ToxicControl } from '../toxic/toxic.ts'
import { ToxicWatch } from '../toxic/watch.ts'

const RETRY_MS = 2_000
/** Records, and toxics that nobody explains, only matter when an annotation was taken away by hand. */
const RECORDS_MS = 15_000

type Part = 'heartbeat' | 'records' | 'namespace' | 'toxiproxy'

export interface ReconcilerOptions {
  cluster: Cluster
  toxiproxy: ToxicControl | null
  workloads: WorkloadView
  clock: Clock
  /** Names this process in its Lease and as the one who healed. */
  holder: string
  log: {
    info: (fields: object, message: string) => void
    warn: (fields: object, message: string) => void
  }
}

/** Ends what has expired, whether or not a control center lives. Needs nothing but the cluster. */
export class Reconciler {
  readonly #options: ReconcilerOptions
  readonly #going = new Map<string, Promise<void>>()
  readonly #retryAt = new Map<string, number>()
  readonly #toxics: ToxicWatch
  #chaosOff = false
  #records: RunRecord[] = []
  #recordsAt = Number.NEGATIVE_INFINITY
  #cancels: Cancel[] = []
  #wake: Cancel | null = null
  /** What is wrong now, by part; empty while all is well. */
  readonly problems = new Map<Part | 'annotations', string>()

  constructor(options: ReconcilerOptions) {
    this.#options = options
    this.#toxics = new ToxicWatch(options.toxiproxy, options.clock)
  }

  start(): void {
    const { clock, workloads } = this.#options
    this.#cancels = [
      clock.every(HEARTBEAT_MS, () => this.#beat()),
      // What expires is met by the alarm below; this meets what an alarm cannot, e.g. a clock that was set.
      clock.every(HEARTBEAT_MS, () => this.look()),
      workloads.onChange(() => this.look()),
    ]
    this.#beat()
    this.look()
  }

  /** Stops looking, and waits for what is being healed. */
  async stop(): Promise<void> {
    for (const cancel of this.#cancels) cancel()
    this.#wake?.()
    await Promise.all(this.#going.values())
  }

  look(): void {
    const { clock, workloads } = this.#options
    const now = clock.now()
    this.#readRecords(now)
    const current = workloads.current()
    if (current === null) return
    const { due } = obligations(current, this.#records)
    const seen = due.some(({ toxics }) => toxics.length > 0) ? this.#toxics.look() : null
    const decision = reconcile(current, this.#records, now, seen)
    const { holder } = this.#options
    for (const obligation of decision.heal)
      this.#heal(obligation, healedBy(obligation.reason, `${holder} (time was up)`))
    if (this.#chaosOff) for (const obligation of due) this.#heal(obligation, `${holder} (chaos is switched off)`)
    const [unreadable] = decision.unreadable
    if (unreadable)
      this.problems.set('annotations', `deployment/${unreadable.workload}: the annotation ${unreadable.problem}`)
    else this.problems.delete('annotations')
    this.#wake?.()
    this.#wake = decision.wakeAt === null ? null : clock.after(decision.wakeAt - now, () => this.look())
  }

  #heal(obligation: Obligation, by: string): void {
    const { clock, log } = this.#options
    const { runId } = obligation
    if (this.#going.has(runId) || clock.now() < (this.#retryAt.get(runId) ?? 0)) return
    const done = healOne(this.#options, obligation, by, clock).then((result: HealResult) => {
      this.#going.delete(runId)
      if (result.result === 'failed') {
        this.#retryAt.set(runId, clock.now() + RETRY_MS)
        clock.after(RETRY_MS, () => this.look())
        log.warn(result, 'could not heal, will try again')
      } else {
        this.#retryAt.delete(runId)
        log.info(result, 'healed')
      }
    })
    this.#going.set(runId, done)
  }

  #readRecords(now: number): void {
    if (now - this.#recordsAt < RECORDS_MS) return
    this.#recordsAt = now
    const { cluster, toxiproxy, log } = this.#options
    cluster.readRecords().then(
      async ({ value }) => {
        this.#records = parseRecords(value).records
        this.problems.delete('records')
        if (!toxiproxy) return
        try {
          const removed = await sweepToxics(cluster, toxiproxy, this.#records)
          if (removed.length > 0) log.warn({ removed }, 'removed toxics that no run explains')
          this.problems.delete('toxiproxy')
        } catch (error) {
          this.#problem('toxiproxy', error)
        }
      },
      error => this.#problem('records', error),
    )
  }

  #beat(): void {
    const { cluster, clock, holder } = this.#options
    cluster.writeHeartbeat(holder, iso(clock.now())).then(
      () => this.problems.delete('heartbeat'),
      error => this.#problem('heartbeat', error),
    )
    cluster.namespaceLabels().then(
      labels => {
        const before = this.#chaosOff
        this.#chaosOff = isChaosOff(labels)
        this.problems.delete('namespace')
        if (this.#chaosOff && !before) this.look()
      },
      error => this.#problem('namespace', error),
    )
  }

  #problem(part: Part, error: unknown): void {
    const message = messageOf(error)
    if (this.problems.get(part) !== message) this.#options.log.warn({ part, problem: message }, 'does not answer')
    this.problems.set(part, message)
  }
}
