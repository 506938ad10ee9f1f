import { isNotFound } from '../client/api-client.ts'
import type { Cluster } from '../client/cluster.ts'
import { controllerOf, controllerReference, refOf } from '../client/owner.ts'
import { matchesSelector } from '../client/selector.ts'
import type { Kind, Kinds, KubeObject, LabelSelector } from '../client/types.ts'

export type ClaimDecision = 'keep' | 'adopt' | 'release' | 'ignore'

/** What an owner does with an object that it might control. */
export function claimDecision(owner: KubeObject, selector: LabelSelector, object: KubeObject): ClaimDecision {
  const controller = controllerOf(object)
  const matches = matchesSelector(selector, object.metadata.labels)
  if (controller) {
    if (controller.uid !== owner.metadata.uid) return 'ignore'
    if (matches) return 'keep'
    return owner.metadata.deletionTimestamp ? 'ignore' : 'release'
  }
  const mayAdopt = !owner.metadata.deletionTimestamp && !object.metadata.deletionTimestamp
  return matches && mayAdopt ? 'adopt' : 'ignore'
}

/**
 * Whether the owner is there and not being deleted, by the API itself: what an informer holds may be older than the
 * orphans that a deletion has just made, and those must not be adopted back by what is going.
 */
async function standsStill(cluster: Cluster, owner: { kind: Kind; object: KubeObject }): Promise<boolean> {
  try {
    const { metadata } = await cluster.client.get(owner.kind, refOf(owner.object))
    return metadata.uid === owner.object.metadata.uid && !metadata.deletionTimestamp
  } catch (error) {
    if (isNotFound(error)) return false
    throw error
  }
}

/** The objects of `candidates` that the owner controls, after adopting orphans and releasing what no longer matches. */
export async function claim<K extends 'Pod' | 'ReplicaSet'>(
  cluster: Cluster,
  owner: { kind: Kind; object: KubeObject; selector: LabelSelector },
  kind: K,
  candidates: Kinds[K][],
): Promise<Kinds[K][]> {
  const claimed: Kinds[K][] = []
  let mayAdopt: Promise<boolean> | undefined
  for (const candidate of candidates) {
    const decision = claimDecision(owner.object, owner.selector, candidate)
    if (decision === 'ignore') continue
    if (decision === 'keep') {
      claimed.push(candidate)
      continue
    }
    if (decision === 'adopt') {
      mayAdopt ??= standsStill(cluster, owner)
      if (!(await mayAdopt)) continue
    }
    const others = (candidate.metadata.ownerReferences ?? []).filter(item => item.uid !== owner.object.metadata.uid)
    const ownerReferences = decision === 'adopt' ? [...others, controllerReference(owner.kind, owner.object)] : others
    try {
      // The uid in the patch makes it fail when the name belongs to another object by now.
      const patched = await cluster.patch(kind, refOf(candidate), {
        metadata: { uid: candidate.metadata.uid, ownerReferences: ownerReferences.length > 0 ? ownerReferences : null },
      })
      if (decision === 'adopt') claimed.push(patched)
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }
  return claimed
}
