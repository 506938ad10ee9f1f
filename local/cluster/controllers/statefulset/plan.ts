import type { Pod, StatefulSet, StatefulSetStatus } from '../../client/types.ts'
import { isAvailable, isFinished, isReady, isTerminating } from '../pods.ts'
import { ordinalOf, revisionOfPod } from './identity.ts'

export interface Revisions {
  /** Name of the revision that the set had before the rollout under way. */
  current: string
  /** Name of the revision of `spec.template`. */
  update: string
}

export type StatefulSetAction =
  | { type: 'create'; ordinal: number; revision: string }
  | { type: 'delete'; pod: Pod; because: 'failed' | 'surplus' | 'outdated' }

/** What a StatefulSet does next, given its pods. With OrderedReady that is one step at a time. */
export function planStatefulSet(set: StatefulSet, pods: Pod[], revisions: Revisions, now: number): StatefulSetAction[] {
  const parallel = set.spec.podManagementPolicy === 'Parallel'
  const minReadySeconds = set.spec.minReadySeconds ?? 0
  const healthy = (pod: Pod) => !isTerminating(pod) && isReady(pod) && isAvailable(pod, minReadySeconds, now)
  const { wanted, condemned } = split(set, pods)
  const actions: StatefulSetAction[] = []

  for (const { ordinal, pod } of wanted) {
    if (!pod) {
      actions.push({ type: 'create', ordinal, revision: revisionForNew(set, ordinal, revisions) })
      if (!parallel) return actions
    } else if (isFinished(pod) && !isTerminating(pod)) {
      actions.push({ type: 'delete', pod, because: 'failed' })
      if (!parallel) return actions
    } else if (!parallel && !healthy(pod)) {
      // Also for an outdated pod that will never be ready: as in Kubernetes, somebody has to delete it.
      return actions
    }
  }

  const firstUnhealthy = [...wanted.map(({ pod }) => pod), ...condemned].find(pod => pod && !healthy(pod))
  for (const pod of [...condemned].reverse()) {
    if (!parallel && isTerminating(pod)) return actions
    if (!parallel && !isReady(pod) && pod !== firstUnhealthy) return actions
    if (!isTerminating(pod)) actions.push({ type: 'delete', pod, because: 'surplus' })
    if (!parallel) return actions
  }
  return actions.length > 0 ? actions : updateStep(set, wanted, revisions, healthy)
}

type Slot = { ordinal: number; pod: Pod | undefined }

const partitionOf = (set: StatefulSet) => set.spec.updateStrategy?.rollingUpdate?.partition ?? 0
const firstOrdinal = (set: StatefulSet) => set.spec.ordinals?.start ?? 0

function split(set: StatefulSet, pods: Pod[]): { wanted: Slot[]; condemned: Pod[] } {
  const start = firstOrdinal(set)
  const byOrdinal = new Map(pods.map(pod => [ordinalOf(set, pod.metadata.name), pod]))
  const wanted = Array.from({ length: set.spec.replicas ?? 1 }, (_, index) => ({
    ordinal: start + index,
    pod: byOrdinal.get(start + index),
  }))
  const kept = new Set(wanted.map(({ pod }) => pod))
  const condemned = pods
    .filter(pod => !kept.has(pod))
    .sort((a, b) => (ordinalOf(set, a.metadata.name) ?? 0) - (ordinalOf(set, b.metadata.name) ?? 0))
  return { wanted, condemned }
}

function revisionForNew(set: StatefulSet, ordinal: number, { current, update }: Revisions): string {
  const onDelete = set.spec.updateStrategy?.type === 'OnDelete'
  return !onDelete && ordinal < firstOrdinal(set) + partitionOf(set) ? current : update
}

/** From the highest ordinal down to the partition: the first outdated pod goes, each newer one must be healthy first. */
function updateStep(
  set: StatefulSet,
  wanted: Slot[],
  { update }: Revisions,
  healthy: (pod: Pod) => boolean,
): StatefulSetAction[] {
  if (set.spec.updateStrategy?.type === 'OnDelete') return []
  const lowest = firstOrdinal(set) + partitionOf(set)
  for (const { ordinal, pod } of [...wanted].reverse()) {
    if (ordinal < lowest || !pod) return []
    if (revisionOfPod(pod) !== update && !isTerminating(pod)) return [{ type: 'delete', pod, because: 'outdated' }]
    if (!healthy(pod)) return []
  }
  return []
}

/** Counts of a StatefulSet's pods; a finished rollout makes its revision the current one. */
export function statefulSetStatus(
  set: StatefulSet,
  pods: Pod[],
  { current, update }: Revisions,
  now: number,
): StatefulSetStatus {
  const replicas = set.spec.replicas ?? 1
  const live = pods.filter(pod => !isTerminating(pod))
  const ready = live.filter(isReady)
  const status: StatefulSetStatus = {
    observedGeneration: set.metadata.generation,
    replicas: pods.length,
    readyReplicas: ready.length,
    currentReplicas: live.filter(pod => revisionOfPod(pod) === current).length,
    updatedReplicas: live.filter(pod => revisionOfPod(pod) === update).length,
    currentRevision: current,
    updateRevision: update,
    availableReplicas: ready.filter(pod => isAvailable(pod, set.spec.minReadySeconds ?? 0, now)).length,
    collisionCount: set.status?.collisionCount ?? 0,
  }
  const finished = [status.updatedReplicas, status.replicas, status.readyReplicas].every(count => count === replicas)
  if (finished && set.spec.updateStrategy?.type !== 'OnDelete') {
    status.currentReplicas = status.updatedReplicas
    status.currentRevision = update
  }
  return status
}
