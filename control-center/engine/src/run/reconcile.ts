import type { Change } from '../change/edits.ts'
import { planUndo } from '../change/edits.ts'
import type { Workload } from '../cluster/cluster.ts'
import { readEnding, readRun } from './annotation.ts'
import { isInForce, type RunRecord } from './record.ts'

/** A change of ours that has to be taken back some time. */
export interface Obligation extends Change {
  runId: string
  scenario: string
  who: string
  workload: string
  /** Milliseconds since the epoch. */
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
      const { id, scenario, who, until, inverse, guards } = annotation.value
      due.push({
        runId: id,
        scenario,
        who,
        workload: workload.name,
        until: Date.parse(until),
        inverse,
        guards,
        from: 'annotation',
      })
      continue
    }
    const ended = readEnding(workload.annotations)?.id
    const open = records.filter(
      record => record.workload === workload.name && isInForce(record.run) && record.run.id !== ended,
    )
    for (const { run, inverse, guards } of open) {
      due.push({
        runId: run.id,
        scenario: run.scenario,
        who: run.startedBy,
        workload: workload.name,
        until: Date.parse(run.until),
        inverse,
        guards,
        from: 'record',
      })
    }
    if ('problem' in annotation && open.length === 0) {
      unreadable.push({ workload: workload.name, problem: annotation.problem })
    }
  }
  return { due, unreadable }
}

export interface Decision {
  heal: (Obligation & { reason: 'expired' | 'reverted' })[]
  /** When the next one expires, milliseconds since the epoch. */
  wakeAt: number | null
  unreadable: Unreadable[]
}

/** What is to be done now: end what has expired, and what somebody put back by hand. */
export function reconcile(workloads: readonly Workload[], records: readonly RunRecord[], now: number): Decision {
  const { due, unreadable } = obligations(workloads, records)
  const decision: Decision = { heal: [], wakeAt: null, unreadable }
  for (const obligation of due) {
    if (obligation.until <= now) decision.heal.push({ ...obligation, reason: 'expired' })
    else if (revertedByHand(workloads, obligation)) decision.heal.push({ ...obligation, reason: 'reverted' })
    else decision.wakeAt = Math.min(decision.wakeAt ?? Number.POSITIVE_INFINITY, obligation.until)
  }
  return decision
}

/** Only an annotation was written together with the change; a record may stand before its change does. */
function revertedByHand(workloads: readonly Workload[], obligation: Obligation): boolean {
  if (obligation.from !== 'annotation') return false
  const workload = workloads.find(one => one.name === obligation.workload)
  return workload !== undefined && planUndo(obligation, workload.object).already.length === obligation.inverse.length
}
