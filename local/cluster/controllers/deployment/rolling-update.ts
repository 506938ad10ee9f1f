import type { Deployment, ReplicaSet } from '../../client/types.ts'
import { scaledValue } from '../int-or-percent.ts'
import { byCreation, MAX_REPLICAS, specReplicas, sum } from './replica-sets.ts'

/** New sizes by name of ReplicaSet; one that is not named keeps its size. */
export type Sizes = Map<string, number>

const isRollingUpdate = (deployment: Deployment) => deployment.spec.strategy?.type !== 'Recreate'

function fenceposts(deployment: Deployment): { surge: number; unavailable: number } {
  const rollingUpdate = deployment.spec.strategy?.rollingUpdate
  const replicas = specReplicas(deployment)
  const surge = scaledValue(rollingUpdate?.maxSurge ?? '25%', replicas, 'up')
  const unavailable = scaledValue(rollingUpdate?.maxUnavailable ?? '25%', replicas, 'down')
  // Both 0 would stop the rollout: validation excludes it for numbers, rounding down a percentage can still lead here.
  return { surge, unavailable: surge === 0 && unavailable === 0 ? 1 : unavailable }
}

/** Pods above `replicas` that a rolling update may have. */
export function maxSurge(deployment: Deployment): number {
  return isRollingUpdate(deployment) ? fenceposts(deployment).surge : 0
}

/** Pods below `replicas` that may be unavailable during a rolling update. */
export function maxUnavailable(deployment: Deployment): number {
  const replicas = specReplicas(deployment)
  if (!isRollingUpdate(deployment) || replicas === 0) return 0
  return Math.min(fenceposts(deployment).unavailable, replicas)
}

/**
 * Available pods that may be counted on. A status is behind its spec for a moment after a scale-down: pods above the
 * wanted number are on their way out whatever the status still says.
 */
function available(replicaSet: ReplicaSet): number {
  return Math.min(replicaSet.status?.availableReplicas ?? 0, specReplicas(replicaSet))
}

/** Size of the new ReplicaSet that keeps the sum of all within replicas + maxSurge. */
export function newReplicaSetSize(deployment: Deployment, all: ReplicaSet[], current: number): number {
  const wanted = specReplicas(deployment)
  if (!isRollingUpdate(deployment)) return wanted
  const room = wanted + maxSurge(deployment) - sum(all.map(specReplicas))
  if (room <= 0) return current
  return current + Math.min(room, wanted - current)
}

/** The next step of a rolling update: first the new ReplicaSet grows (or shrinks), then the old ones shrink. */
export function rollingUpdateStep(deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): Sizes {
  const wanted = specReplicas(deployment)
  const size = specReplicas(current)
  if (size > wanted) return new Map([[current.metadata.name, wanted]])
  if (size < wanted) {
    const next = newReplicaSetSize(deployment, [current, ...old], size)
    if (next !== size) return new Map([[current.metadata.name, next]])
  }
  return shrinkOld(deployment, current, old)
}

function shrinkOld(deployment: Deployment, current: ReplicaSet, old: ReplicaSet[]): Sizes {
  const sizes: Sizes = new Map()
  if (sum(old.map(specReplicas)) === 0) return sizes
  const minAvailable = specReplicas(deployment) - maxUnavailable(deployment)
  const newUnavailable = specReplicas(current) - available(current)
  const all = [current, ...old]
  let budget = sum(all.map(specReplicas)) - minAvailable - newUnavailable
  if (budget <= 0) return sizes
  const oldest = [...old].sort(byCreation)

  // Pods that are not available go first: taking them away costs nothing.
  for (const replicaSet of oldest) {
    const surplus = Math.min(budget, specReplicas(replicaSet) - available(replicaSet))
    if (surplus <= 0) continue
    sizes.set(replicaSet.metadata.name, specReplicas(replicaSet) - surplus)
    budget -= surplus
  }

  let spare = Math.min(budget, sum(all.map(available)) - minAvailable)
  for (const replicaSet of oldest) {
    const size = sizes.get(replicaSet.metadata.name) ?? specReplicas(replicaSet)
    const less = Math.min(size, spare)
    if (less <= 0) continue
    sizes.set(replicaSet.metadata.name, size - less)
    spare -= less
  }
  return sizes
}

/** Sizes after a change of `spec.replicas`, or while paused: shared out in proportion while a rollout is under way. */
export function scaleStep(deployment: Deployment, current: ReplicaSet | undefined, old: ReplicaSet[]): Sizes {
  const wanted = specReplicas(deployment)
  const all = current ? [...old, current] : [...old]
  const active = all.filter(replicaSet => specReplicas(replicaSet) > 0)
  const only = active.length === 0 ? (current ?? old.at(-1)) : active.length === 1 ? active[0] : undefined
  if (only) return new Map([[only.metadata.name, wanted]])
  if (active.length === 0) return new Map()
  if (current && isSaturated(deployment, current)) {
    return new Map(old.filter(replicaSet => specReplicas(replicaSet) > 0).map(item => [item.metadata.name, 0]))
  }
  if (isRollingUpdate(deployment)) return proportional(deployment, active)
  // Recreate takes the old ones down by itself; naming them notes the new size on them.
  return new Map(active.map(replicaSet => [replicaSet.metadata.name, specReplicas(replicaSet)]))
}

/** The whole Deployment is served by this ReplicaSet. */
function isSaturated(deployment: Deployment, replicaSet: ReplicaSet): boolean {
  const wanted = specReplicas(deployment)
  return specReplicas(replicaSet) === wanted && available(replicaSet) === wanted
}

function proportional(deployment: Deployment, active: ReplicaSet[]): Sizes {
  const wanted = specReplicas(deployment)
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0
  const change = allowed - sum(active.map(specReplicas))
  const newerFirst = change > 0 ? -1 : 1
  const sorted = [...active].sort((a, b) => specReplicas(b) - specReplicas(a) || newerFirst * byCreation(a, b))
  const sizes: Sizes = new Map()
  let given = 0
  for (const replicaSet of sorted) {
    const fraction = change === 0 ? 0 : share(deployment, replicaSet)
    const left = change - given
    const part = change > 0 ? Math.min(fraction, left) : Math.max(fraction, left)
    given += part
    sizes.set(replicaSet.metadata.name, specReplicas(replicaSet) + part)
  }
  const [largest] = sorted
  if (largest && change !== given) {
    const size = sizes.get(largest.metadata.name) ?? 0
    sizes.set(largest.metadata.name, Math.max(0, size + change - given))
  }
  return sizes
}

/** How much one ReplicaSet grows or shrinks when the Deployment's size changes, rounded. */
function share(deployment: Deployment, replicaSet: ReplicaSet): number {
  const size = specReplicas(replicaSet)
  if (specReplicas(deployment) === 0) return -size
  const total = specReplicas(deployment) + maxSurge(deployment)
  const before = Number(replicaSet.metadata.annotations?.[MAX_REPLICAS] ?? 0) || (deployment.status?.replicas ?? 0)
  return before > 0 ? Math.round((size * total) / before) - size : 0
}
