import { isAlreadyExists } from '../../client/api-client.ts'
import type { Cluster } from '../../client/cluster.ts'
import { controllerReference, isControlledBy, refOf } from '../../client/owner.ts'
import type { ControllerRevision, PodTemplate, StatefulSet } from '../../client/types.ts'
import { canonical, templateHash } from '../hash.ts'
import type { Revisions } from './plan.ts'

const HASH_LABEL = 'controller.kubernetes.io/hash'

/** What a revision stores: a patch that puts the template back, as `kubectl rollout undo` applies it. */
interface RevisionData {
  spec: { template: PodTemplate & { $patch?: 'replace' } }
}

export function templateOf(revision: ControllerRevision): PodTemplate {
  const { $patch: _, ...template } = (revision.data as RevisionData).spec.template
  return template
}

/** Finds or makes the revision of the present template, as the newest one. */
export async function syncRevisions(
  cluster: Cluster,
  set: StatefulSet,
): Promise<Revisions & { history: ControllerRevision[] }> {
  const history = cluster
    .informer('ControllerRevision')
    .list(set.metadata.namespace)
    .filter(revision => isControlledBy(revision, set))
    .sort((a, b) => a.revision - b.revision)
  const newest = history.at(-1)
  const wanted = canonical(set.spec.template)
  const equal = history.findLast(revision => canonical(templateOf(revision)) === wanted)
  let update = equal
  if (!update) {
    update = await create(cluster, set, (newest?.revision ?? 0) + 1)
    history.push(update)
  } else if (update !== newest) {
    const revision = (newest?.revision ?? 0) + 1
    const renumbered = await cluster.patch('ControllerRevision', refOf(update), { revision })
    history.splice(history.indexOf(update), 1)
    history.push(renumbered)
    update = renumbered
  }
  const known = history.find(revision => revision.metadata.name === set.status?.currentRevision)
  return { current: (known ?? update).metadata.name, update: update.metadata.name, history }
}

async function create(cluster: Cluster, set: StatefulSet, revision: number): Promise<ControllerRevision> {
  const hash = templateHash(set.spec.template, set.status?.collisionCount)
  const name = `${set.metadata.name}-${hash}`
  const data: RevisionData = { spec: { template: { ...set.spec.template, $patch: 'replace' } } }
  try {
    return await cluster.create('ControllerRevision', {
      metadata: {
        name,
        namespace: set.metadata.namespace,
        labels: { ...set.spec.template.metadata?.labels, [HASH_LABEL]: hash },
        ownerReferences: [controllerReference('StatefulSet', set)],
      },
      data,
      revision,
    })
  } catch (error) {
    if (!isAlreadyExists(error)) throw error
    const existing = await cluster.client.get('ControllerRevision', { namespace: set.metadata.namespace, name })
    if (isControlledBy(existing, set) && canonical(existing.data) === canonical(data)) return existing
    const collisionCount = (set.status?.collisionCount ?? 0) + 1
    await cluster.updateStatus('StatefulSet', {
      ...set,
      status: { replicas: 0, ...set.status, collisionCount },
    })
    throw error
  }
}

/** Deletes the oldest revisions that no pod uses, beyond the history limit. */
export async function truncateHistory(
  cluster: Cluster,
  set: StatefulSet,
  history: ControllerRevision[],
  inUse: Set<string | undefined>,
): Promise<void> {
  const unused = history.filter(revision => !inUse.has(revision.metadata.name))
  for (const revision of unused.slice(0, Math.max(0, unused.length - (set.spec.revisionHistoryLimit ?? 10)))) {
    await cluster.delete('ControllerRevision', refOf(revision))
  }
}
