import { isDeepStrictEqual } from 'node:util'
import { isNamespaceTerminating, isNotFound } from '../../client/api-client.ts'
import { controllerOf, controllerReference, keyOf, refOf } from '../../client/owner.ts'
import { matchesSelector } from '../../client/selector.ts'
import type { Pod, ReplicaSet } from '../../client/types.ts'
import { claim } from '../claim.ts'
import { type Controller, type ControllerContext, Reconciler } from '../controller.ts'
import { isActive, podFromTemplate } from '../pods.ts'
import { podsToDelete } from './deletion-order.ts'
import { nextAvailability, type ReplicaFailure, replicaSetStatus } from './status.ts'

/** Most pods that one pass creates or deletes. */
const BURST = 500

export function replicaSetController(context: ControllerContext): Controller {
  const { cluster } = context
  const replicaSets = cluster.informer('ReplicaSet')
  const pods = cluster.informer('Pod')
  const reconciler = new Reconciler({ ...context, component: 'replicaset-controller', reconcile })
  const { events, queue } = reconciler

  replicaSets.onChange((current, previous) => {
    const object = current ?? previous
    if (object) queue.add(keyOf(object))
  })
  pods.onChange((current, previous) => {
    for (const pod of [current, previous]) {
      if (!pod) continue
      const controller = controllerOf(pod)
      if (controller?.kind === 'ReplicaSet') queue.add(`${pod.metadata.namespace}/${controller.name}`)
      if (controller) continue
      for (const replicaSet of replicaSets.list(pod.metadata.namespace)) {
        if (matchesSelector(replicaSet.spec.selector, pod.metadata.labels)) queue.add(keyOf(replicaSet))
      }
    }
  })
  return reconciler

  async function reconcile(key: string): Promise<void> {
    const replicaSet = replicaSets.get(key)
    if (!replicaSet) return
    const candidates = pods.list(replicaSet.metadata.namespace).filter(isActive)
    const owner = { kind: 'ReplicaSet' as const, object: replicaSet, selector: replicaSet.spec.selector }
    let owned = await claim(cluster, owner, 'Pod', candidates)
    let failure: (ReplicaFailure & { cause: unknown }) | undefined
    if (!replicaSet.metadata.deletionTimestamp) {
      failure = await bringToNumber(replicaSet, owned)
      owned = pods.list(replicaSet.metadata.namespace).filter(pod => isActive(pod) && ownedBy(pod, replicaSet))
    }
    await writeStatus(replicaSet, owned, failure)
    if (failure) throw failure.cause
    const wait = nextAvailability(owned, replicaSet.spec.minReadySeconds ?? 0, cluster.clock.now())
    if (wait !== undefined) queue.addAfter(key, wait)
  }

  /** Creates missing pods or deletes surplus ones; answers with what went wrong. */
  async function bringToNumber(
    replicaSet: ReplicaSet,
    owned: Pod[],
  ): Promise<(ReplicaFailure & { cause: unknown }) | undefined> {
    const missing = (replicaSet.spec.replicas ?? 1) - owned.length
    const causes: unknown[] = []
    if (missing > 0) {
      // Batches of 1, 2, 4 …: when the first creation is refused, hundreds more need not be tried.
      for (let batch = 1, left = Math.min(missing, BURST); left > 0 && causes.length === 0; left -= batch, batch *= 2) {
        await Promise.all(
          Array.from({ length: Math.min(batch, left) }, () => create(replicaSet).catch(error => causes.push(error))),
        )
      }
    } else if (missing < 0) {
      const surplus = podsToDelete(owned, Math.min(-missing, BURST))
      await Promise.all(surplus.map(pod => remove(replicaSet, pod).catch(error => causes.push(error))))
    }
    const [cause] = causes
    if (cause === undefined) return undefined
    const message = cause instanceof Error ? cause.message : String(cause)
    return { reason: missing > 0 ? 'FailedCreate' : 'FailedDelete', message, cause }
  }

  async function create(replicaSet: ReplicaSet): Promise<void> {
    const { metadata, spec } = podFromTemplate(replicaSet.spec.template ?? {})
    try {
      const pod = await cluster.create('Pod', {
        metadata: {
          ...metadata,
          namespace: replicaSet.metadata.namespace,
          generateName: `${replicaSet.metadata.name}-`,
          ownerReferences: [controllerReference('ReplicaSet', replicaSet)],
        },
        spec,
      })
      const message = `Created pod: ${pod.metadata.name}`
      events.record('ReplicaSet', replicaSet, { type: 'Normal', reason: 'SuccessfulCreate', message })
    } catch (error) {
      if (!isNamespaceTerminating(error)) {
        const message = `Error creating: ${error instanceof Error ? error.message : error}`
        events.record('ReplicaSet', replicaSet, { type: 'Warning', reason: 'FailedCreate', message })
      }
      throw error
    }
  }

  async function remove(replicaSet: ReplicaSet, pod: Pod): Promise<void> {
    try {
      await cluster.delete('Pod', refOf(pod), { uid: pod.metadata.uid })
      const message = `Deleted pod: ${pod.metadata.name}`
      events.record('ReplicaSet', replicaSet, { type: 'Normal', reason: 'SuccessfulDelete', message })
    } catch (error) {
      if (isNotFound(error)) return
      const message = `Error deleting: ${error instanceof Error ? error.message : error}`
      events.record('ReplicaSet', replicaSet, { type: 'Warning', reason: 'FailedDelete', message })
      throw error
    }
  }

  async function writeStatus(replicaSet: ReplicaSet, owned: Pod[], failure?: ReplicaFailure): Promise<void> {
    const condition = failure && { reason: failure.reason, message: failure.message }
    const status = replicaSetStatus(replicaSet, owned, cluster.clock.now(), condition)
    if (isDeepStrictEqual(status, replicaSet.status)) return
    await cluster.updateStatus('ReplicaSet', { ...replicaSet, status })
  }
}

function ownedBy(pod: Pod, replicaSet: ReplicaSet): boolean {
  return controllerOf(pod)?.uid === replicaSet.metadata.uid
}
