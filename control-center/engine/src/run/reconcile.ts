import type { Change } from '../change/edits.ts'
import { planUndo } from '../change/edits.ts'
import type { Workload } from '../cluster/cluster.ts'
import { sameToxic } from '../toxic/toxic.ts'
import type { SeenToxics } from '../toxic/watch.ts'
import { readEnding, readRun } from './annotation.ts'
import { isInForce, type RunRecord } from './record.ts'

/** A change of ours that has to be taken back some time. */
export interface Obligation extends Change {
  runId: string
  scenario: string
  who: string
  workload: string
  /** Milliseconds since the epoch. */
  startedAt: number
  until: number
  /** Where it is known from; `record` when somebody took the annotation away or made it unreadable. */
  from: 'annotation' | 'record'
}

/** An annotation of ours that nobody can read and no record explains. */
export interface Unreadable {
  workload: string
  problem: string
}

/**
 * Everything of ours that stands in the cluster. The annotation is the truth; a record stands in for one that
 * was removed by hand. A workload's `last-run` annotation says that the run is already taken back.
 */
export function obligations(
  workloads: readonly Workload[],
  records: readonly RunRecord[],
): { due: Obligation[]; unreadable: Unreadable[] } {
  const due: Obligation[] = []
  const unreadable: Unreadable[] = []
  for (const workload of workloads) {
    const annotation = readRun(workload.annotations)
    if ('value' in annotation) {
      const { id, scenario, who, startedAt, until, inverse, guards, toxics } = annotation.value
      due.push({
        runId: id,
        scenario,
        who,
        workload: workload.name,
        startedAt: Date.parse(startedAt),
        until: Date.parse(until),
        inverse,
        guards,
        toxics,
        from: 'annotation',
      })
      continue
    }
    const ended = readEnding(workload.annotations)?.id
    const open = records.filter(
      record => record.workload === workload.name && isInForce(record.run) && record.run.id !== ended,
    )
    for (const { run, inverse, guards, toxics } of open) {
      due.push({
        runId: run.id,
        scenario: run.scenario,
        who: run.startedBy,
        workload: workload.name,
        startedAt: Date.parse(run.startedAt),
        until: Date.parse(run.until),
        inverse,
        guards,
        toxics,
        from: 'record',
      })
    }
    if ('problem' in annotation && open.length === 0) {
      unreadable.push({ workload: workload.name, problem: annotation.problem })
    }
  }
  return { due, unreadable }
}

/** Toxics follow their annotation; before this time has passed, missing ones may still be on their way. */
const TOXICS_MS = 10_000

type Reason = 'expired' | 'reverted' | 'ended-early'

export interface Decision {
  heal: (Obligation & { reason: Reason })[]
  /** When the next one expires, milliseconds since the epoch. */
  wakeAt: number | null
  unreadable: Unreadable[]
}

/**
 * What is to be done now: end what has expired, what somebody put back by hand, and what a restart of Toxiproxy ended.
 * @param seen what stands in Toxiproxy, where that is known
 */
export function reconcile(
  workloads: readonly Workload[],
  records: readonly RunRecord[],
  now: number,
  seen: SeenToxics | null,
): Decision {
  const { due, unreadable } = obligations(workloads, records)
  const decision: Decision = { heal: [], wakeAt: null, unreadable }
  for (const obligation of due) {
    if (obligation.until <= now) decision.heal.push({ ...obligation, reason: 'expired' })
    else if (revertedByHand(workloads, obligation)) decision.heal.push({ ...obligation, reason: 'reverted' })
    else if (toxicsGone(obligation, seen)) decision.heal.push({ ...obligation, reason: 'ended-early' })
    else decision.wakeAt = Math.min(decision.wakeAt ?? Number.POSITIVE_INFINITY, obligation.until)
  }
  return decision
}

/** Only an annotation was written together with the change; a record may stand before its change does. */
function revertedByHand(workloads: readonly Workload[], obligation: Obligation): boolean {
  if (obligation.from !== 'annotation' || obligation.inverse.length === 0) return false
  const workload = workloads.find(one => one.name === obligation.workload)
  return workload !== undefined && planUndo(obligation, workload.object).already.length === obligation.inverse.length
}

/** None of a run's toxics stands: Toxiproxy keeps them in memory, and a new one knows none. */
function toxicsGone({ from, toxics, startedAt }: Obligation, seen: SeenToxics | null): boolean {
  if (from !== 'annotation' || toxics.length === 0 || seen === null || seen.at - startedAt < TOXICS_MS) return false
  return !toxics.some(toxic => seen.toxics.some(other => sameToxic(other, toxic)))
}

/** Who is named as the one that ended it. `keeper`: whoever looks after expiry. */
export const healedBy = (reason: Reason, keeper: string): string =>
  reason === 'expired'
    ? keeper
    : reason === 'reverted'
      ? 'somebody outside the control center'
      : 'a restart of Toxiproxy'
