import { fieldObjects, isObject, type KubeObject } from '../object.ts'
import { canonicalResources, ensureObject, setDefault, setDefaultIfZero } from './set.ts'

const clusterIPTypes = new Set(['ClusterIP', 'NodePort', 'LoadBalancer'])

export function defaultService(service: KubeObject): void {
  const spec = ensureObject(service, 'spec')
  setDefaultIfZero(spec, 'sessionAffinity', 'None')
  if (spec.sessionAffinity === 'None') delete spec.sessionAffinityConfig
  if (spec.sessionAffinity === 'ClientIP') {
    setDefault(ensureObject(ensureObject(spec, 'sessionAffinityConfig'), 'clientIP'), 'timeoutSeconds', 10800)
  }
  setDefaultIfZero(spec, 'type', 'ClusterIP')
  for (const port of fieldObjects(spec, 'ports')) {
    setDefaultIfZero(port, 'protocol', 'TCP')
    setDefaultIfZero(port, 'targetPort', port.port)
  }
  if (spec.type === 'NodePort' || spec.type === 'LoadBalancer') {
    setDefaultIfZero(spec, 'externalTrafficPolicy', 'Cluster')
  }
  if (clusterIPTypes.has(String(spec.type))) setDefault(spec, 'internalTrafficPolicy', 'Cluster')
  if (spec.type === 'LoadBalancer') setDefault(spec, 'allocateLoadBalancerNodePorts', true)
}

export function defaultEndpoints(endpoints: KubeObject): void {
  for (const subset of fieldObjects(endpoints, 'subsets')) {
    for (const port of fieldObjects(subset, 'ports')) setDefaultIfZero(port, 'protocol', 'TCP')
  }
}

export function defaultEndpointSlice(slice: KubeObject): void {
  for (const port of fieldObjects(slice, 'ports')) {
    setDefault(port, 'name', '')
    setDefault(port, 'protocol', 'TCP')
  }
}

export function defaultSecret(secret: KubeObject): void {
  setDefaultIfZero(secret, 'type', 'Opaque')
}

export function defaultNamespace(namespace: KubeObject): void {
  const { name } = namespace.metadata
  if (name) namespace.metadata.labels = { ...namespace.metadata.labels, 'kubernetes.io/metadata.name': name }
  setDefaultIfZero(ensureObject(namespace, 'status'), 'phase', 'Active')
}

export function defaultNode(node: KubeObject): void {
  const status = ensureObject(node, 'status')
  canonicalResources(status.capacity)
  if (isObject(status.capacity)) setDefault(status, 'allocatable', { ...status.capacity })
  canonicalResources(status.allocatable)
}

const rbacGroup = 'rbac.authorization.k8s.io'

export function defaultBinding(binding: KubeObject): void {
  setDefaultIfZero(ensureObject(binding, 'roleRef'), 'apiGroup', rbacGroup)
  for (const subject of fieldObjects(binding, 'subjects')) {
    if (subject.kind === 'User' || subject.kind === 'Group') setDefaultIfZero(subject, 'apiGroup', rbacGroup)
  }
}
