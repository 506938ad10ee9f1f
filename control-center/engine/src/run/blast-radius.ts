import type { Sample } from '../observe/sample.ts'
import type { RunRecord } from './record.ts'

/** A probe that fails once is no breakage, and a pod that moves needs a moment. */
const BROKEN_MS = 15_000

/** Since when each workload beside the target has been short of ready pods, by its name; milliseconds. */
type Broken = Readonly<Record<string, number>>

/**
 * One more look at what a run must not touch. Workloads that were short of pods when the run began are none of its
 * doing: they are in `before` and stay out.
 */
function lookAround(
  broken: Broken,
  before: ReadonlySet<string>,
  targets: ReadonlySet<string>,
  workloads: Sample['workloads'],
  now: number,
): Broken {
  if (workloads === null) return {}
  const short = Object.entries(workloads).filter(
    ([name, { wanted, ready }]) => !targets.has(name) && ready < wanted && !before.has(name),
  )
  return Object.fromEntries(short.map(([name]) => [name, broken[name] ?? now]))
}

/** Workloads that have been broken for too long. */
const outside = (broken: Broken, now: number): string[] =>
  Object.entries(broken).flatMap(([name, since]) => (now - since >= BROKEN_MS ? [name] : []))

const shortOfPods = (workloads: Sample['workloads']): Set<string> =>
  new Set(Object.entries(workloads ?? {}).flatMap(([name, { wanted, ready }]) => (ready < wanted ? [name] : [])))

interface Watched {
  before: Set<string>
  broken: Broken
}

/** Watches what each run in force must not touch. */
export class BlastRadius {
  readonly #watched = new Map<string, Watched>()

  /**
   * The workloads that the run has broken beside its target; empty while all is well.
   * @param targets of every run that is not over: what another run does is none of this one's doing
   */
  look({ run }: RunRecord, targets: ReadonlySet<string>, workloads: Sample['workloads'], now: number): string[] {
    const { before, broken } = this.#watched.get(run.id) ?? { before: shortOfPods(workloads), broken: {} }
    const next = lookAround(broken, before, targets, workloads, now)
    this.#watched.set(run.id, { before, broken: next })
    return outside(next, now)
  }

  /** Forgets every run that is not named. */
  keep(runIds: Set<string>): void {
    for (const id of this.#watched.keys()) if (!runIds.has(id)) this.#watched.delete(id)
  }
}
