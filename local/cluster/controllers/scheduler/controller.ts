import { isConflict, isNotFound } from '../../client/api-client.ts'
import { timestamp } from '../../client/clock.ts'
import { keyOf, refOf } from '../../client/owner.ts'
import type { Node, Pod } from '../../client/types.ts'
import { type Controller, type ControllerContext, Reconciler } from '../controller.ts'
import { isFinished, isTerminating, podCondition } from '../pods.ts'
import { misfits, unschedulableMessage } from './fit.ts'

/** Binds each pod without a node to the first one on which it fits; says on the pod why when there is none. */
export function scheduler(context: ControllerContext): Controller {
  const { cluster } = context
  const pods = cluster.informer('Pod')
  const nodes = cluster.informer('Node')
  // One pod at a time: each decision counts the pods bound before it.
  const reconciler = new Reconciler({ ...context, component: 'default-scheduler', reconcile, concurrency: 1 })
  const { events, queue } = reconciler

  pods.onChange((current, previous) => {
    if (current && needsNode(current)) queue.add(keyOf(current))
    const freed = previous?.spec.nodeName && (!current || isFinished(current))
    if (freed) retryWaiting()
  })
  nodes.onChange(retryWaiting)
  return reconciler

  function needsNode(pod: Pod): boolean {
    return !pod.spec.nodeName && !isTerminating(pod)
  }

  function retryWaiting(): void {
    for (const pod of pods.list()) if (needsNode(pod)) queue.add(keyOf(pod))
  }

  async function reconcile(key: string): Promise<void> {
    const pod = pods.get(key)
    if (!pod || !needsNode(pod)) return
    const candidates = nodes.list().map(node => ({ node, reasons: misfits(pod, node, podsOn(node)) }))
    const fitting = candidates.find(({ reasons }) => reasons.length === 0)
    if (!fitting) return refuse(pod, unschedulableMessage(candidates.map(({ reasons }) => reasons)))
    const { name } = fitting.node.metadata
    try {
      // The uid makes the patch fail when the name belongs to another pod by now.
      await cluster.patch('Pod', refOf(pod), { metadata: { uid: pod.metadata.uid }, spec: { nodeName: name } })
    } catch (error) {
      if (isNotFound(error) || isConflict(error)) return
      throw error
    }
    const message = `Successfully assigned ${keyOf(pod)} to ${name}`
    events.record('Pod', pod, { type: 'Normal', reason: 'Scheduled', message })
  }

  function podsOn(node: Node): Pod[] {
    const { name } = node.metadata
    return pods.list().filter(pod => pod.spec.nodeName === name)
  }

  async function refuse(pod: Pod, message: string): Promise<void> {
    events.record('Pod', pod, { type: 'Warning', reason: 'FailedScheduling', message })
    const known = podCondition(pod, 'PodScheduled')
    if (known?.status === 'False' && known.message === message) return
    const condition = {
      type: 'PodScheduled',
      status: 'False',
      reason: 'Unschedulable',
      message,
      lastTransitionTime: known?.lastTransitionTime ?? timestamp(cluster.clock.now()),
    }
    const others = (pod.status?.conditions ?? []).filter(({ type }) => type !== 'PodScheduled')
    await cluster.patch('Pod', refOf(pod), { status: { conditions: [...others, condition] } }, 'status')
  }
}
