import { isDeepStrictEqual } from 'node:util'
import { isAlreadyExists, isNotFound } from '../../client/api-client.ts'
import { isControlledBy, keyOf, refOf, splitKey } from '../../client/owner.ts'
import { matchesLabels } from '../../client/selector.ts'
import type { New, Service } from '../../client/types.ts'
import { type Controller, type ControllerContext, Reconciler } from '../controller.ts'
import { endpointSlices, endpoints } from './build.ts'

/** Keeps the EndpointSlices and Endpoints of every Service that selects pods. */
export function endpointsController(context: ControllerContext): Controller {
  const { cluster } = context
  const services = cluster.informer('Service')
  const pods = cluster.informer('Pod')
  const slices = cluster.informer('EndpointSlice')
  const legacy = cluster.informer('Endpoints')
  const reconciler = new Reconciler({ ...context, component: 'endpoint-slice-controller', reconcile })
  const { queue } = reconciler

  services.onChange((current, previous) => {
    const object = current ?? previous
    if (object) queue.add(keyOf(object))
  })
  pods.onChange((current, previous) => {
    for (const pod of [current, previous]) {
      if (!pod) continue
      for (const service of services.list(pod.metadata.namespace)) {
        if (matchesLabels(service.spec.selector, pod.metadata.labels)) queue.add(keyOf(service))
      }
    }
  })
  return reconciler

  async function reconcile(key: string): Promise<void> {
    const service = services.get(key)
    // Without a selector the endpoints are written by hand; those of a deleted Service go with their owner.
    if (!service?.spec.selector || Object.keys(service.spec.selector).length === 0) {
      if (!service && legacy.get(key)) await ignoreNotFound(() => cluster.delete('Endpoints', splitKey(key)))
      return
    }
    const inNamespace = pods.list(service.metadata.namespace)
    await syncSlices(service, endpointSlices(service, inNamespace))
    await syncEndpoints(key, endpoints(service, inNamespace))
  }

  async function syncSlices(service: Service, wanted: New<'EndpointSlice'>[]): Promise<void> {
    const existing = slices.list(service.metadata.namespace).filter(slice => isControlledBy(slice, service))
    for (const slice of wanted) {
      const known = existing.find(item => item.metadata.name === slice.metadata.name)
      if (!known) {
        await cluster.create('EndpointSlice', slice)
      } else if (differs(known, slice)) {
        const { endpoints, ports } = slice
        const metadata = { ...known.metadata, labels: slice.metadata.labels }
        await cluster.update('EndpointSlice', { ...known, metadata, endpoints, ports })
      }
    }
    const names = new Set(wanted.map(slice => slice.metadata.name))
    for (const slice of existing) {
      if (!names.has(slice.metadata.name)) await ignoreNotFound(() => cluster.delete('EndpointSlice', refOf(slice)))
    }
  }

  async function syncEndpoints(key: string, wanted: New<'Endpoints'>): Promise<void> {
    const known = legacy.get(key)
    if (!known) {
      try {
        await cluster.create('Endpoints', wanted)
      } catch (error) {
        if (!isAlreadyExists(error)) throw error
      }
    } else if (!same(known.subsets, wanted.subsets) || !same(known.metadata.labels, wanted.metadata.labels)) {
      const metadata = { ...known.metadata, labels: wanted.metadata.labels }
      await cluster.update('Endpoints', { ...known, metadata, subsets: wanted.subsets })
    }
  }
}

function differs(known: New<'EndpointSlice'>, wanted: New<'EndpointSlice'>): boolean {
  return (
    !same(known.endpoints, wanted.endpoints) ||
    !same(known.ports, wanted.ports) ||
    !same(known.metadata.labels, wanted.metadata.labels)
  )
}

/** Equal once written as JSON: a field that is undefined is a field that is not there. */
function same(a: unknown, b: unknown): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a ?? [])), JSON.parse(JSON.stringify(b ?? [])))
}

async function ignoreNotFound(effect: () => Promise<void>): Promise<void> {
  try {
    await effect()
  } catch (error) {
    if (!isNotFound(error)) throw error
  }
}
