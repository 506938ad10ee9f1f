import type { Deployment, ObjectMeta, PodTemplate, ReplicaSet } from '../../client/types.ts'
import { canonical } from '../hash.ts'
import { maxSurge } from './rolling-update.ts'

export const HASH_LABEL = 'pod-template-hash'
export const REVISION = 'deployment.kubernetes.io/revision'
const REVISION_HISTORY = 'deployment.kubernetes.io/revision-history'
export const DESIRED_REPLICAS = 'deployment.kubernetes.io/desired-replicas'
export const MAX_REPLICAS = 'deployment.kubernetes.io/max-replicas'

/** Annotations of a Deployment that its ReplicaSets do not inherit. */
const notInherited = new Set([
  'kubectl.kubernetes.io/last-applied-configuration',
  REVISION,
  REVISION_HISTORY,
  DESIRED_REPLICAS,
  MAX_REPLICAS,
  'deprecated.deployment.rollback.to',
])

export const specReplicas = (object: { spec: { replicas?: number } }): number => object.spec.replicas ?? 1
export const sum = (numbers: number[]): number => numbers.reduce((total, number) => total + number, 0)
export const byCreation = (a: ReplicaSet, b: ReplicaSet): number =>
  createdAt(a) - createdAt(b) || (a.metadata.name < b.metadata.name ? -1 : 1)
export const revisionOf = (object: { metadata: ObjectMeta }): number =>
  Number(object.metadata.annotations?.[REVISION] ?? 0) || 0

function createdAt(replicaSet: ReplicaSet): number {
  return Date.parse(replicaSet.metadata.creationTimestamp ?? '') || 0
}

function withoutHash(template: PodTemplate | undefined): string {
  const { [HASH_LABEL]: _, ...labels } = template?.metadata?.labels ?? {}
  const { creationTimestamp: __, ...metadata } = template?.metadata ?? {}
  return canonical({ ...template, metadata: { ...metadata, labels } })
}

export function sameTemplate(a: PodTemplate | undefined, b: PodTemplate | undefined): boolean {
  return withoutHash(a) === withoutHash(b)
}

/** The ReplicaSet of the present template (the oldest when several are equal) and all others. */
export function splitReplicaSets(
  deployment: Deployment,
  replicaSets: ReplicaSet[],
): { current: ReplicaSet | undefined; old: ReplicaSet[] } {
  const sorted = [...replicaSets].sort(byCreation)
  const current = sorted.find(replicaSet => sameTemplate(replicaSet.spec.template, deployment.spec.template))
  return { current, old: sorted.filter(replicaSet => replicaSet !== current) }
}

/** Annotations that the ReplicaSet of the present template carries at revision `revision`. */
export function replicaSetAnnotations(
  deployment: Deployment,
  known: Record<string, string>,
  revision: number,
): Record<string, string> {
  const annotations = { ...known }
  for (const [key, value] of Object.entries(deployment.metadata.annotations ?? {})) {
    if (!notInherited.has(key)) annotations[key] = value
  }
  const before = Number(known[REVISION] ?? 0) || 0
  if (before < revision) {
    annotations[REVISION] = String(revision)
    if (before > 0) {
      const history = known[REVISION_HISTORY]?.split(',') ?? []
      if (!history.includes(String(before))) annotations[REVISION_HISTORY] = [...history, before].join(',')
    }
  }
  return annotations
}

/** What a ReplicaSet remembers of the Deployment's size, for proportional scaling. */
export function sizeAnnotations(deployment: Deployment): Record<string, string> {
  const replicas = specReplicas(deployment)
  return { [DESIRED_REPLICAS]: String(replicas), [MAX_REPLICAS]: String(replicas + maxSurge(deployment)) }
}

/** Old ReplicaSets beyond the history limit that may go, oldest revision first. */
export function surplusHistory(deployment: Deployment, old: ReplicaSet[]): ReplicaSet[] {
  const limit = deployment.spec.revisionHistoryLimit
  if (limit === undefined || limit === 2 ** 31 - 1) return []
  const alive = old.filter(replicaSet => !replicaSet.metadata.deletionTimestamp)
  return [...alive]
    .sort((a, b) => revisionOf(a) - revisionOf(b) || byCreation(a, b))
    .slice(0, Math.max(0, alive.length - limit))
    .filter(
      replicaSet =>
        specReplicas(replicaSet) === 0 &&
        (replicaSet.status?.replicas ?? 0) === 0 &&
        (replicaSet.status?.observedGeneration ?? 0) >= (replicaSet.metadata.generation ?? 0),
    )
}
