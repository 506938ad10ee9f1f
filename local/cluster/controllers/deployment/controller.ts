import { controllerOf, keyOf } from '../../client/owner.ts'
import { matchesSelector } from '../../client/selector.ts'
import type { Deployment } from '../../client/types.ts'
import { claim } from '../claim.ts'
import { type Controller, type ControllerContext, Reconciler } from '../controller.ts'
import { Rollout } from './rollout.ts'

export function deploymentController(context: ControllerContext): Controller {
  const { cluster } = context
  const deployments = cluster.informer('Deployment')
  const replicaSets = cluster.informer('ReplicaSet')
  const pods = cluster.informer('Pod')
  const reconciler = new Reconciler({ ...context, component: 'deployment-controller', reconcile })
  const { queue } = reconciler

  deployments.onChange((current, previous) => {
    const object = current ?? previous
    if (object) queue.add(keyOf(object))
  })
  replicaSets.onChange((current, previous) => {
    for (const replicaSet of [current, previous]) {
      if (!replicaSet) continue
      const controller = controllerOf(replicaSet)
      if (controller) queue.add(`${replicaSet.metadata.namespace}/${controller.name}`)
      else for (const deployment of selecting(replicaSet.metadata)) queue.add(keyOf(deployment))
    }
  })
  // Recreate waits until the last old pod is gone; everything else follows from the ReplicaSets.
  pods.onChange((current, previous) => {
    if (current || !previous) return
    const owner = controllerOf(previous)
    const replicaSet = owner && replicaSets.get(`${previous.metadata.namespace}/${owner.name}`)
    const deployment = replicaSet && controllerOf(replicaSet)
    if (deployment) queue.add(`${previous.metadata.namespace}/${deployment.name}`)
  })
  return reconciler

  function selecting({ namespace, labels }: { namespace: string; labels?: Record<string, string> }): Deployment[] {
    return deployments.list(namespace).filter(deployment => matchesSelector(deployment.spec.selector, labels))
  }

  async function reconcile(key: string): Promise<void> {
    const deployment = deployments.get(key)
    if (!deployment) return
    const owner = { kind: 'Deployment' as const, object: deployment, selector: deployment.spec.selector }
    const owned = await claim(cluster, owner, 'ReplicaSet', replicaSets.list(deployment.metadata.namespace))
    const ownUids = new Set(owned.map(replicaSet => replicaSet.metadata.uid))
    const ownPods = pods.list(deployment.metadata.namespace).filter(pod => ownUids.has(controllerOf(pod)?.uid ?? ''))
    const again = await new Rollout(cluster, reconciler.events, deployment, owned, ownPods).run()
    if (again !== undefined) queue.addAfter(key, again)
  }
}
