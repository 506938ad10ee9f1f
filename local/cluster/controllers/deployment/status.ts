import { timestamp } from '../../client/clock.ts'
import type { Deployment, DeploymentCondition, DeploymentStatus, ReplicaSet } from '../../client/types.ts'
import { specReplicas, sum } from './replica-sets.ts'
import { maxUnavailable } from './rolling-update.ts'

type Conditions = DeploymentCondition[]

const noDeadline = 2 ** 31 - 1
const hasDeadline = ({ spec }: Deployment) =>
  spec.progressDeadlineSeconds !== undefined && spec.progressDeadlineSeconds !== noDeadline

export const findCondition = (conditions: Conditions | undefined, type: string): DeploymentCondition | undefined =>
  conditions?.find(condition => condition.type === type)

/** Adds or replaces a condition: the same status and reason change nothing, the same status keeps its transition time. */
export function setCondition(
  conditions: Conditions,
  condition: Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>,
  now: number,
): Conditions {
  const known = findCondition(conditions, condition.type)
  if (known?.status === condition.status && known.reason === condition.reason) return conditions
  return [...withoutCondition(conditions, condition.type), dated(condition, known, now)]
}

function dated(
  { type, status, reason, message }: Pick<DeploymentCondition, 'type' | 'status' | 'reason' | 'message'>,
  known: DeploymentCondition | undefined,
  now: number,
): DeploymentCondition {
  const lastTransitionTime = known?.status === status ? known.lastTransitionTime : timestamp(now)
  return { type, status, lastUpdateTime: timestamp(now), lastTransitionTime, reason, message }
}

export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return conditions.filter(condition => condition.type !== type)
}

/** Counts and the Available condition. */
export function countedStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: ReplicaSet[],
  now: number,
): DeploymentStatus & { conditions: Conditions } {
  const all = current ? [...old, current] : old
  const availableReplicas = sum(all.map(replicaSet => replicaSet.status?.availableReplicas ?? 0))
  const enough = availableReplicas >= specReplicas(deployment) - maxUnavailable(deployment)
  const available = enough
    ? { status: 'True', reason: 'MinimumReplicasAvailable', message: 'Deployment has minimum availability.' }
    : {
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      }
  return {
    observedGeneration: deployment.metadata.generation,
    replicas: sum(all.map(replicaSet => replicaSet.status?.replicas ?? 0)),
    updatedReplicas: current?.status?.replicas ?? 0,
    readyReplicas: sum(all.map(replicaSet => replicaSet.status?.readyReplicas ?? 0)),
    availableReplicas,
    unavailableReplicas: Math.max(0, sum(all.map(specReplicas)) - availableReplicas),
    ...(deployment.status?.collisionCount !== undefined && { collisionCount: deployment.status.collisionCount }),
    conditions: setCondition(deployment.status?.conditions ?? [], { type: 'Available', ...available }, now),
  }
}

/** All wanted pods are updated and available, and no old one is left. */
export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = specReplicas(deployment)
  return (
    // The API leaves a count of zero out.
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
  )
}

function hasProgressed(before: DeploymentStatus, after: DeploymentStatus): boolean {
  const old = (status: DeploymentStatus) => (status.replicas ?? 0) - (status.updatedReplicas ?? 0)
  return (
    (after.updatedReplicas ?? 0) > (before.updatedReplicas ?? 0) ||
    old(after) < old(before) ||
    (after.readyReplicas ?? 0) > (before.readyReplicas ?? 0) ||
    (after.availableReplicas ?? 0) > (before.availableReplicas ?? 0)
  )
}

/** Moment at which the rollout is late unless it makes progress; undefined when it cannot be. */
function deadline(deployment: Deployment): number | undefined {
  const progressing = findCondition(deployment.status?.conditions, 'Progressing')
  if (!hasDeadline(deployment) || !progressing || progressing.reason === 'NewReplicaSetAvailable') return undefined
  const since = Date.parse(progressing.lastUpdateTime ?? '')
  return Number.isNaN(since) ? undefined : since + (deployment.spec.progressDeadlineSeconds ?? 0) * 1000
}

/** Status during and after a rollout: counts, Available, Progressing, ReplicaFailure. */
export function rolloutStatus(
  deployment: Deployment,
  current: ReplicaSet | undefined,
  old: ReplicaSet[],
  now: number,
): DeploymentStatus {
  const status = countedStatus(deployment, current, old, now)
  const before = findCondition(deployment.status?.conditions, 'Progressing')
  const finished = status.replicas === status.updatedReplicas && before?.reason === 'NewReplicaSetAvailable'
  if (!hasDeadline(deployment)) {
    status.conditions = withoutCondition(status.conditions, 'Progressing')
  } else if (!finished) {
    const what = current ? `ReplicaSet "${current.metadata.name}"` : `Deployment "${deployment.metadata.name}"`
    const late =
      before?.reason === 'ProgressDeadlineExceeded' || (deadline(deployment) ?? Number.POSITIVE_INFINITY) < now
    if (isComplete(deployment, status)) {
      const message = `${what} has successfully progressed.`
      const condition = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message }
      status.conditions = setCondition(status.conditions, condition, now)
    } else if (hasProgressed(deployment.status ?? {}, status)) {
      const message = `${what} is progressing.`
      const condition = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message }
      // Written anew even when nothing but the time changes: the deadline counts from the last progress.
      status.conditions = [...withoutCondition(status.conditions, 'Progressing'), dated(condition, before, now)]
    } else if (late) {
      const message = `${what} has timed out progressing.`
      const condition = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message }
      status.conditions = setCondition(status.conditions, condition, now)
    }
  }
  const failure = (current ? [current, ...old] : old)
    .map(replicaSet => findCondition(replicaSet.status?.conditions, 'ReplicaFailure'))
    .find(condition => condition !== undefined)
  status.conditions = failure
    ? setCondition(status.conditions, { ...failure }, now)
    : withoutCondition(status.conditions, 'ReplicaFailure')
  return status
}

/** Milliseconds after which a rollout without progress has to be looked at again. */
export function checkAgainAfter(deployment: Deployment, status: DeploymentStatus, now: number): number | undefined {
  const progressing = findCondition(status.conditions, 'Progressing')
  if (isComplete(deployment, status) || progressing?.reason === 'ProgressDeadlineExceeded') return undefined
  const at = deadline({ ...deployment, status })
  return at === undefined ? undefined : Math.max(0, at - now) + 1000
}
