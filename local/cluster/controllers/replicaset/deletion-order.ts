import type { Pod } from '../../client/types.ts'
import { isReady, readySince } from '../pods.ts'

const deletionCost = (pod: Pod) => Number(pod.metadata.annotations?.['controller.kubernetes.io/pod-deletion-cost'] ?? 0)
const phaseOrder = (pod: Pod) => ({ Pending: 0, Unknown: 1 })[pod.status?.phase ?? 'Pending'] ?? 2
const restarts = (pod: Pod) =>
  Math.max(0, ...(pod.status?.containerStatuses ?? []).map(container => container.restartCount))
const created = (pod: Pod) => Date.parse(pod.metadata.creationTimestamp ?? '') || 0

/** Each criterion is smaller for the pod that goes first. */
const criteria: ((pod: Pod) => number)[] = [
  pod => (pod.spec.nodeName ? 1 : 0),
  phaseOrder,
  pod => (isReady(pod) ? 1 : 0),
  deletionCost,
  pod => -(readySince(pod) ?? 0),
  pod => -restarts(pod),
  pod => -created(pod),
]

/** The order in which a ReplicaSet deletes: unassigned, pending, not ready, cheap, ready for less time, newer first. */
export function compareForDeletion(a: Pod, b: Pod): number {
  for (const criterion of criteria) {
    const difference = criterion(a) - criterion(b)
    if (difference !== 0) return difference
  }
  return a.metadata.name < b.metadata.name ? -1 : 1
}

export function podsToDelete(pods: Pod[], count: number): Pod[] {
  return [...pods].sort(compareForDeletion).slice(0, count)
}
