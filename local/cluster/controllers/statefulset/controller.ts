import { isDeepStrictEqual } from 'node:util'
import { isAlreadyExists, isNamespaceTerminating, isNotFound } from '../../client/api-client.ts'
import { controllerOf, isControlledBy, keyOf, refOf } from '../../client/owner.ts'
import { matchesSelector } from '../../client/selector.ts'
import type { ControllerRevision, Pod, StatefulSet } from '../../client/types.ts'
import { claim } from '../claim.ts'
import { type Controller, type ControllerContext, Reconciler } from '../controller.ts'
import { nextAvailability } from '../replicaset/status.ts'
import { claimsFor, newPod, ordinalOf, podName, revisionOfPod } from './identity.ts'
import { planStatefulSet, type StatefulSetAction, statefulSetStatus } from './plan.ts'
import { syncRevisions, templateOf, truncateHistory } from './revisions.ts'

export function statefulSetController(context: ControllerContext): Controller {
  const { cluster } = context
  const sets = cluster.informer('StatefulSet')
  const pods = cluster.informer('Pod')
  cluster.informer('ControllerRevision')
  const reconciler = new Reconciler({ ...context, component: 'statefulset-controller', reconcile })
  const { events, queue } = reconciler

  sets.onChange((current, previous) => {
    const object = current ?? previous
    if (object) queue.add(keyOf(object))
  })
  pods.onChange((current, previous) => {
    for (const pod of [current, previous]) {
      if (!pod) continue
      const controller = controllerOf(pod)
      if (controller?.kind === 'StatefulSet') queue.add(`${pod.metadata.namespace}/${controller.name}`)
      if (controller) continue
      for (const set of sets.list(pod.metadata.namespace)) {
        if (matchesSelector(set.spec.selector, pod.metadata.labels)) queue.add(keyOf(set))
      }
    }
  })
  return reconciler

  async function reconcile(key: string): Promise<void> {
    const set = sets.get(key)
    if (!set) return
    const { clock } = cluster
    const candidates = pods.list(set.metadata.namespace).filter(pod => ordinalOf(set, pod.metadata.name) !== undefined)
    const owner = { kind: 'StatefulSet' as const, object: set, selector: set.spec.selector }
    const owned = await claim(cluster, owner, 'Pod', candidates)
    const { history, ...revisions } = await syncRevisions(cluster, set)
    if (!set.metadata.deletionTimestamp) {
      for (const action of planStatefulSet(set, owned, revisions, clock.now())) await carryOut(set, action, history)
    }
    const left = pods.list(set.metadata.namespace).filter(pod => isControlledBy(pod, set))
    const status = statefulSetStatus(set, left, revisions, clock.now())
    if (!isDeepStrictEqual(status, set.status)) await cluster.updateStatus('StatefulSet', { ...set, status })
    const inUse = new Set([revisions.current, revisions.update, ...left.map(revisionOfPod)])
    await truncateHistory(cluster, set, history, inUse)
    const wait = nextAvailability(left, set.spec.minReadySeconds ?? 0, clock.now())
    if (wait !== undefined) queue.addAfter(key, wait)
  }

  async function carryOut(set: StatefulSet, action: StatefulSetAction, history: ControllerRevision[]): Promise<void> {
    if (action.type === 'create') return create(set, action.ordinal, action.revision, history)
    const { pod, because } = action
    const { namespace, name } = pod.metadata
    if (because === 'failed') {
      const message = `StatefulSet ${namespace}/${set.metadata.name} is recreating failed Pod ${name}`
      events.record('StatefulSet', set, { type: 'Warning', reason: 'RecreatingFailedPod', message })
    }
    await report(set, 'delete', name, () => remove(pod))
  }

  async function remove(pod: Pod): Promise<void> {
    try {
      await cluster.delete('Pod', refOf(pod), { uid: pod.metadata.uid })
    } catch (error) {
      if (!isNotFound(error)) throw error
    }
  }

  async function create(
    set: StatefulSet,
    ordinal: number,
    revisionName: string,
    history: ControllerRevision[],
  ): Promise<void> {
    const revision = history.find(item => item.metadata.name === revisionName)
    const template = revision ? templateOf(revision) : set.spec.template
    for (const claim of claimsFor(set, ordinal)) {
      try {
        await cluster.create('PersistentVolumeClaim', claim)
      } catch (error) {
        if (!isAlreadyExists(error)) throw error
      }
    }
    await report(set, 'create', podName(set, ordinal), async () => {
      await cluster.create('Pod', newPod(set, ordinal, template, revisionName))
    })
  }

  async function report(set: StatefulSet, verb: 'create' | 'delete', pod: string, effect: () => Promise<void>) {
    const what = `${verb} Pod ${pod} in StatefulSet ${set.metadata.name}`
    const suffix = verb === 'create' ? 'Create' : 'Delete'
    try {
      await effect()
      events.record('StatefulSet', set, {
        type: 'Normal',
        reason: `Successful${suffix}`,
        message: `${what} successful`,
      })
    } catch (error) {
      if (!isNamespaceTerminating(error) && !isAlreadyExists(error)) {
        const message = `${what} failed error: ${error instanceof Error ? error.message : error}`
        events.record('StatefulSet', set, { type: 'Warning', reason: `Failed${suffix}`, message })
      }
      throw error
    }
  }
}
