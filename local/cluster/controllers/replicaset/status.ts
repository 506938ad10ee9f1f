import { timestamp } from '../../client/clock.ts'
import { matchesLabels } from '../../client/selector.ts'
import type { Pod, ReplicaSet, ReplicaSetStatus } from '../../client/types.ts'
import { isAvailable, isReady, readySince } from '../pods.ts'

export interface ReplicaFailure {
  reason: 'FailedCreate' | 'FailedDelete'
  message: string
}

/** Status of a ReplicaSet from its active pods; `failure` is what went wrong while bringing them to the wanted number. */
export function replicaSetStatus(
  replicaSet: ReplicaSet,
  pods: Pod[],
  now: number,
  failure?: ReplicaFailure,
): ReplicaSetStatus {
  const minReadySeconds = replicaSet.spec.minReadySeconds ?? 0
  const known = replicaSet.status?.conditions?.find(condition => condition.type === 'ReplicaFailure')
  const others = (replicaSet.status?.conditions ?? []).filter(condition => condition.type !== 'ReplicaFailure')
  const conditions = failure
    ? [
        ...others,
        known?.reason === failure.reason
          ? { ...known, message: failure.message }
          : { type: 'ReplicaFailure', status: 'True', lastTransitionTime: timestamp(now), ...failure },
      ]
    : others
  const templateLabels = replicaSet.spec.template?.metadata?.labels
  return {
    replicas: pods.length,
    fullyLabeledReplicas: pods.filter(pod => matchesLabels(templateLabels, pod.metadata.labels)).length,
    readyReplicas: pods.filter(isReady).length,
    availableReplicas: pods.filter(pod => isAvailable(pod, minReadySeconds, now)).length,
    observedGeneration: replicaSet.metadata.generation,
    ...(conditions.length > 0 && { conditions }),
  }
}

/** Milliseconds until the next ready pod becomes available; undefined when none is waiting. */
export function nextAvailability(pods: Pod[], minReadySeconds: number, now: number): number | undefined {
  const waiting = pods
    .map(readySince)
    .filter(since => since !== undefined)
    .map(since => since + minReadySeconds * 1000 - now)
    .filter(left => left > 0)
  return waiting.length > 0 ? Math.min(...waiting) : undefined
}
