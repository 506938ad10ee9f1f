import type { Kind } from './types.ts'

export interface Resource {
  apiVersion: string
  plural: string
  namespaced: boolean
}

/** Where the API serves each kind. */
export const resources: Record<Kind, Resource> = {
  ConfigMap: { apiVersion: 'v1', plural: 'configmaps', namespaced: true },
  ControllerRevision: { apiVersion: 'apps/v1', plural: 'controllerrevisions', namespaced: true },
  Deployment: { apiVersion: 'apps/v1', plural: 'deployments', namespaced: true },
  EndpointSlice: { apiVersion: 'discovery.k8s.io/v1', plural: 'endpointslices', namespaced: true },
  Endpoints: { apiVersion: 'v1', plural: 'endpoints', namespaced: true },
  Event: { apiVersion: 'v1', plural: 'events', namespaced: true },
  Lease: { apiVersion: 'coordination.k8s.io/v1', plural: 'leases', namespaced: true },
  Namespace: { apiVersion: 'v1', plural: 'namespaces', namespaced: false },
  Node: { apiVersion: 'v1', plural: 'nodes', namespaced: false },
  PersistentVolumeClaim: { apiVersion: 'v1', plural: 'persistentvolumeclaims', namespaced: true },
  Pod: { apiVersion: 'v1', plural: 'pods', namespaced: true },
  ReplicaSet: { apiVersion: 'apps/v1', plural: 'replicasets', namespaced: true },
  Secret: { apiVersion: 'v1', plural: 'secrets', namespaced: true },
  Service: { apiVersion: 'v1', plural: 'services', namespaced: true },
  ServiceAccount: { apiVersion: 'v1', plural: 'serviceaccounts', namespaced: true },
  StatefulSet: { apiVersion: 'apps/v1', plural: 'statefulsets', namespaced: true },
}

/**
 * Path of a collection (`name` absent), an object, or a subresource of it.
 * @example resourcePath('Pod', { namespace: 'a', name: 'b' }, 'status') // /api/v1/namespaces/a/pods/b/status
 */
export function resourcePath(kind: Kind, ref: { namespace?: string; name?: string }, subresource?: string): string {
  const { apiVersion, plural, namespaced } = resources[kind]
  const parts = [apiVersion.includes('/') ? 'apis' : 'api', apiVersion]
  if (namespaced && ref.namespace) parts.push('namespaces', encodeURIComponent(ref.namespace))
  parts.push(plural)
  if (ref.name) parts.push(encodeURIComponent(ref.name))
  if (subresource) parts.push(subresource)
  return `/${parts.join('/')}`
}
