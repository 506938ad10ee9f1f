import { type Clock, iso, pause } from '../clock.ts'
import type { Cluster, Workload } from '../cluster/cluster.ts'
import { ClusterError } from '../errors.ts'
import { sameToxic, type Toxic, type ToxicControl } from '../toxic/toxic.ts'
import { annotationPath, type Ending, RUN_ANNOTATION, type RunAnnotation, readEnding, readRun } from './annotation.ts'

const RECONCILER_ROUNDS = 20
const ROUND_MS = 1_000

/** What became of a run's toxics. */
export interface ToxicsGone {
  /** None of them stood when the first healer looked. */
  early: boolean
  removed: boolean
  /** Who began, and when: somebody else may have been faster. */
  by: string
  at: string
  /** The object as it is after it was marked. */
  workload: Workload
}

/**
 * Removes a run's toxics. The annotation is marked before, so that of several healers the first decides whether they
 * stood at all. Rejects with a `ToxicError`, or with a `ClusterError` conflict when the object moved on.
 * @param annotation null when somebody took it away
 */
export async function removeToxics(
  { cluster, toxiproxy }: { cluster: Cluster; toxiproxy: ToxicControl },
  workload: Workload,
  annotation: RunAnnotation | null,
  toxics: readonly Toxic[],
  ending: Pick<Ending, 'by' | 'at'>,
): Promise<ToxicsGone> {
  const listed = await toxiproxy.list()
  const ours = toxics.filter(toxic => listed.some(other => sameToxic(other, toxic)))
  let marked = workload
  const healing = annotation?.healing ?? { ...ending, early: annotation !== null && ours.length === 0 }
  if (annotation && !annotation.healing) marked = await rewrite(cluster, workload, { ...annotation, healing })
  for (const toxic of ours) await toxiproxy.remove(toxic)
  const { early, by, at } = healing
  return { early, removed: !early && (ours.length > 0 || annotation?.healing !== undefined), by, at, workload: marked }
}

const rewrite = (cluster: Cluster, workload: Workload, annotation: RunAnnotation): Promise<Workload> =>
  cluster.patchWorkload(workload.name, [
    { op: 'test', path: '/metadata/resourceVersion', value: workload.resourceVersion },
    { op: 'replace', path: annotationPath(RUN_ANNOTATION), value: JSON.stringify(annotation) },
  ])

/**
 * Where Toxiproxy cannot be reached from, its run is made to expire now: the reconciler stands beside Toxiproxy and
 * ends it. Resolves with the ending, or with null when none was written in time.
 */
export async function askReconciler(
  cluster: Cluster,
  { runId, workload: name }: { runId: string; workload: string },
  clock: Clock,
): Promise<Ending | null> {
  for (let round = 0; round < RECONCILER_ROUNDS; round++) {
    if (round > 0) await pause(clock, ROUND_MS)
    const workload = await cluster.readWorkload(name)
    const ending = readEnding(workload.annotations)
    if (ending?.id === runId) return ending
    const annotation = readRun(workload.annotations)
    if (!('value' in annotation) || annotation.value.id !== runId) return null
    if (Date.parse(annotation.value.until) <= clock.now()) continue
    try {
      await rewrite(cluster, workload, { ...annotation.value, until: iso(clock.now()) })
    } catch (error) {
      if (!(error instanceof ClusterError) || error.kind !== 'conflict') throw error
    }
  }
  return null
}
