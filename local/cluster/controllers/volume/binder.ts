import { keyOf, refOf } from '../../client/owner.ts'
import { type Controller, type ControllerContext, Reconciler } from '../controller.ts'

/**
 * Binds each claim as soon as it is made: every claim gets a directory of its own on the one node, so there are no
 * PersistentVolume objects to choose from.
 */
export function volumeBinder(context: ControllerContext): Controller {
  const { cluster } = context
  const claims = cluster.informer('PersistentVolumeClaim')
  const reconciler = new Reconciler({ ...context, component: 'persistentvolume-controller', reconcile })
  claims.onChange(current => {
    if (current && current.status?.phase !== 'Bound') reconciler.queue.add(keyOf(current))
  })
  return reconciler

  async function reconcile(key: string): Promise<void> {
    const claim = claims.get(key)
    if (!claim || claim.status?.phase === 'Bound') return
    const volumeName = claim.spec?.volumeName ?? `pvc-${claim.metadata.uid}`
    if (!claim.spec?.volumeName) {
      await cluster.patch('PersistentVolumeClaim', refOf(claim), { spec: { volumeName } })
    }
    await cluster.patch(
      'PersistentVolumeClaim',
      refOf(claim),
      {
        status: {
          phase: 'Bound',
          accessModes: claim.spec?.accessModes,
          capacity: { storage: claim.spec?.resources?.requests?.storage },
        },
      },
      'status',
    )
    const message = `Successfully provisioned volume ${volumeName}`
    reconciler.events.record('PersistentVolumeClaim', claim, {
      type: 'Normal',
      reason: 'ProvisioningSucceeded',
      message,
    })
  }
}
