import { byHand, type Change, describeDifference, type Operation, planUndo } from '../change/edits.ts'
import { type Clock, iso, pause } from '../clock.ts'
import type { Workload } from '../cluster/cluster.ts'
import { ClusterError, messageOf } from '../errors.ts'
import { TOXIPROXY } from '../scenario/schema.ts'
import { sweepToxics } from '../toxic/sweep.ts'
import { ToxicError } from '../toxic/toxic.ts'
import { annotationPath, type Ending, LAST_RUN_ANNOTATION, RUN_ANNOTATION, readEnding, readRun } from './annotation.ts'
import { askReconciler, removeToxics, type ToxicsGone } from './heal-toxics.ts'
import type { Reach } from './reach.ts'
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
  toxics: ToxicsGone | null,
): { operations: Operation[]; ending: Ending } {
  const undo = planUndo(obligation, workload.object)
  const restored = undo.restored.length > 0 || toxics?.removed === true
  const [result, detail]: [Ending['result'], string] =
    undo.changedByOthers.length > 0
      ? [
          'changed_by_others',
          `Left alone: ${undo.changedByOthers.map(one => describeDifference(workload.name, one, obligation.guards)).join('; ')}`,
        ]
      : toxics?.early
        ? ['ended_early', 'Toxiproxy had none of its toxics any more: a restart had ended the effect before']
        : restored
          ? ['restored', 'Everything that we changed is back']
          : ['already', 'It stood as before already']
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
export async function healOne(reach: Reach, obligation: Obligation, by: string, clock: Clock): Promise<HealResult> {
  const { cluster, toxiproxy } = reach
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

    // The annotation was written together with the change: where it stands, it knows best.
    const { inverse, guards, toxics } = 'value' in annotation ? annotation.value : obligation
    try {
      let gone: ToxicsGone | null = null
      if (toxics.length > 0) {
        if (!toxiproxy) {
          const ending = await askReconciler(cluster, obligation, clock)
          if (ending) return { ...base, ...said(ending) }
          return failed('The address of Toxiproxy is not known here, and the reconciler did not remove its toxics')
        }
        const mine = 'value' in annotation ? annotation.value : null
        gone = await removeToxics({ cluster, toxiproxy }, workload, mine, toxics, { by, at: iso(clock.now()) })
        // Marking the annotation moved the object on.
        workload = gone.workload
      }
      const at = { by: gone?.by ?? by, at: gone?.at ?? iso(clock.now()) }
      const plan = planHeal(workload, { runId: obligation.runId, inverse, guards, toxics }, at, gone)
      await cluster.patchWorkload(obligation.workload, plan.operations)
      return { ...base, ...said(plan.ending) }
    } catch (error) {
      reason = error instanceof ToxicError ? `Toxiproxy: ${messageOf(error)}` : messageOf(error)
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
  reach: Reach,
  records: readonly RunRecord[],
  by: string,
  clock: Clock,
  only?: string,
): Promise<HealResult[]> {
  const { cluster } = reach
  const workloads = await cluster.listWorkloads()
  const { due, unreadable } = obligations(workloads, records)
  const wanted = due.filter(obligation => only === undefined || obligation.runId === only)
  const healed = await Promise.all(wanted.map(obligation => healOne(reach, obligation, by, clock)))
  if (only !== undefined) return healed
  const failed = new Set(healed.flatMap(({ result, runId }) => (result === 'failed' && runId ? [runId] : [])))
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
    ...(await sweep(
      reach,
      records.filter(({ run }) => failed.has(run.id)),
      by,
      clock,
    )),
  ]
}

/** Toxics of ours that no run explains. */
async function sweep(
  { cluster, toxiproxy }: Reach,
  standing: readonly RunRecord[],
  by: string,
  clock: Clock,
): Promise<HealResult[]> {
  if (!toxiproxy) return []
  const base = { runId: null, workload: TOXIPROXY, by, at: iso(clock.now()) }
  try {
    const removed = await sweepToxics(cluster, toxiproxy, standing)
    if (removed.length === 0) return []
    const names = removed.map(({ proxy, name }) => `${name} on ${proxy}`).join(', ')
    return [{ ...base, result: 'restored', detail: `Removed toxics that no run explains: ${names}`, byHand: null }]
  } catch (error) {
    const hand = `kubectl -n ${cluster.namespace} rollout restart deployment/${TOXIPROXY}`
    const detail = `Whether toxics of ours stand in Toxiproxy is not known: ${messageOf(error)}`
    return [{ ...base, result: 'failed', detail, byHand: hand }]
  }
}
