import { byHand, type Change, describeDifference, type Operation, planUndo } from '../change/edits.ts'
import { type Clock, iso, pause } from '../clock.ts'
import type { Cluster, Workload } from '../cluster/cluster.ts'
import { ClusterError, messageOf } from '../errors.ts'
import { annotationPath, type Ending, LAST_RUN_ANNOTATION, RUN_ANNOTATION, readEnding, readRun } from './annotation.ts'
import { type Obligation, obligations } from './reconcile.ts'
import type { RunRecord } from './record.ts'

export interface HealResult {
  runId: string | null
  workload: string
  /** `gone`: the workload was deleted, nothing is left to restore. */
  result: Ending['result'] | 'gone' | 'failed'
  /** Who ended it and when; somebody else when they were faster. */
  by: string
  at: string
  detail: string
  /** When it failed: the command that does it by hand. */
  byHand: string | null
}

const ATTEMPTS = 10

/** How an object at hand is to be healed: the operations of one PATCH, and what they will have done. */
export function planHeal(
  workload: Workload,
  obligation: Change & { runId: string },
  ending: Pick<Ending, 'by' | 'at'>,
): { operations: Operation[]; ending: Ending } {
  const undo = planUndo(obligation, workload.object)
  const result =
    undo.changedByOthers.length > 0 ? 'changed_by_others' : undo.restored.length > 0 ? 'restored' : 'already'
  const detail =
    undo.changedByOthers.length > 0
      ? `Left alone: ${undo.changedByOthers.map(one => describeDifference(workload.name, one)).join('; ')}`
      : result === 'restored'
        ? 'Everything that we changed is back'
        : 'It stood as before already'
  const written: Ending = { id: obligation.runId, ...ending, result, detail }
  const operations: Operation[] = [
    { op: 'test', path: '/metadata/resourceVersion', value: workload.resourceVersion },
    ...undo.operations,
  ]
  if (Object.keys(workload.annotations).length === 0) {
    operations.push({ op: 'add', path: '/metadata/annotations', value: {} })
  }
  if (RUN_ANNOTATION in workload.annotations) operations.push({ op: 'remove', path: annotationPath(RUN_ANNOTATION) })
  operations.push({ op: 'add', path: annotationPath(LAST_RUN_ANNOTATION), value: JSON.stringify(written) })
  return { operations, ending: written }
}

/** Takes one run's change back. Never rejects; may be called by any number of callers at once. */
export async function healOne(cluster: Cluster, obligation: Obligation, by: string, clock: Clock): Promise<HealResult> {
  const base = { runId: obligation.runId, workload: obligation.workload, by, at: iso(clock.now()), byHand: null }
  const failed = (detail: string): HealResult => ({
    ...base,
    result: 'failed',
    detail,
    byHand: byHand(cluster.namespace, obligation.workload, obligation),
  })
  let reason = ''
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (attempt > 1) await pause(clock, 20 * 2 ** attempt)
    let workload: Workload
    try {
      workload = await cluster.readWorkload(obligation.workload)
    } catch (error) {
      if (error instanceof ClusterError && error.kind === 'not-found') {
        return { ...base, result: 'gone', detail: `deployment/${obligation.workload} does not exist any more` }
      }
      return failed(messageOf(error))
    }
    const ended = readEnding(workload.annotations)
    const annotation = readRun(workload.annotations)
    const standing = 'value' in annotation ? annotation.value.id : null
    if (standing !== obligation.runId) {
      if (ended?.id === obligation.runId) return { ...base, ...said(ended) }
      if (standing !== null)
        return { ...base, result: 'already', detail: 'Another run has begun since: it was taken back' }
    }

    const at = iso(clock.now())
    // The annotation was written together with the change: where it stands, it knows best.
    const { inverse, guards } = 'value' in annotation ? annotation.value : obligation
    const plan = planHeal(workload, { runId: obligation.runId, inverse, guards }, { by, at })
    try {
      await cluster.patchWorkload(obligation.workload, plan.operations)
      return { ...base, ...said(plan.ending) }
    } catch (error) {
      reason = messageOf(error)
      const again = error instanceof ClusterError && (error.kind === 'conflict' || error.kind === 'not-found')
      if (!again) return failed(reason)
    }
  }
  return failed(`it was changed by somebody else ${ATTEMPTS} times while we tried: ${reason}`)
}

const said = ({ by, at, result, detail }: Ending) => ({ by, at, result, detail })

/**
 * Takes everything of ours back, in parallel; one that fails never stops the others. `only` narrows it to one run.
 * Rejects with a `ClusterError` only when the workloads cannot even be listed.
 */
export async function healAll(
  cluster: Cluster,
  records: readonly RunRecord[],
  by: string,
  clock: Clock,
  only?: string,
): Promise<HealResult[]> {
  const workloads = await cluster.listWorkloads()
  const { due, unreadable } = obligations(workloads, records)
  const wanted = due.filter(obligation => only === undefined || obligation.runId === only)
  const healed = await Promise.all(wanted.map(obligation => healOne(cluster, obligation, by, clock)))
  if (only !== undefined) return healed
  return [
    ...healed,
    ...unreadable.map(({ workload, problem }) => ({
      runId: null,
      workload,
      result: 'failed' as const,
      by,
      at: iso(clock.now()),
      detail: `the annotation ${RUN_ANNOTATION} on deployment/${workload} ${problem}, and no record says what it was`,
      byHand: `kubectl -n ${cluster.namespace} annotate deployment/${workload} ${RUN_ANNOTATION}-`,
    })),
  ]
}
