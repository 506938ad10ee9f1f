import { apiServer } from '../authn/user.ts'
import type { KubeObject } from '../object.ts'
import type { Registry } from '../registry/registry.ts'
import type { ResourceDefinition } from '../resources/definition.ts'
import { findResource } from '../resources/index.ts'
import type { PolicyRule } from './rbac.ts'

const group = 'rbac.authorization.k8s.io'
const read = ['get', 'list', 'watch']
const write = ['create', 'delete', 'deletecollection', 'patch', 'update']

const rule = (apiGroups: string[], resources: string[], verbs: string[]): PolicyRule => ({
  apiGroups,
  resources,
  verbs,
})
const paths = (...nonResourceURLs: string[]): PolicyRule => ({ nonResourceURLs, verbs: ['get'] })

const workloads = [
  'deployments',
  'deployments/scale',
  'replicasets',
  'replicasets/scale',
  'statefulsets',
  'statefulsets/scale',
]

const view: PolicyRule[] = [
  rule(
    [''],
    ['configmaps', 'endpoints', 'persistentvolumeclaims', 'pods', 'serviceaccounts', 'services', 'services/status'],
    read,
  ),
  rule([''], ['events', 'namespaces', 'namespaces/status', 'pods/log', 'pods/status'], read),
  rule(['discovery.k8s.io'], ['endpointslices'], read),
  rule(
    ['apps'],
    [...workloads, 'controllerrevisions', 'deployments/status', 'replicasets/status', 'statefulsets/status'],
    read,
  ),
  rule(['metrics.k8s.io'], ['pods', 'nodes'], read),
]

const edit: PolicyRule[] = [
  rule([''], ['pods/attach', 'pods/exec', 'pods/portforward', 'secrets'], read),
  rule([''], ['serviceaccounts'], ['impersonate']),
  rule([''], ['pods', 'pods/attach', 'pods/exec', 'pods/portforward'], write),
  rule([''], ['pods/eviction'], ['create']),
  rule([''], ['configmaps', 'events', 'persistentvolumeclaims', 'secrets', 'serviceaccounts', 'services'], write),
  rule([''], ['serviceaccounts/token'], ['create']),
  rule(['apps'], [...workloads, 'deployments/rollback'], write),
  rule(['coordination.k8s.io'], ['leases'], [...read, ...write]),
]

const admin: PolicyRule[] = [
  rule(['authorization.k8s.io'], ['localsubjectaccessreviews'], ['create']),
  rule([group], ['rolebindings', 'roles'], [...read, ...write]),
]

const health = ['/healthz', '/livez', '/readyz', '/version', '/version/']

/** The ClusterRoles that every cluster has and that people bind to, limited to what this server serves. */
export const bootstrapRoles: Record<string, PolicyRule[]> = {
  'cluster-admin': [rule(['*'], ['*'], ['*']), { nonResourceURLs: ['*'], verbs: ['*'] }],
  admin: [...admin, ...edit, ...view],
  edit: [...edit, ...view],
  view,
  'system:basic-user': [
    rule(['authorization.k8s.io'], ['selfsubjectaccessreviews', 'selfsubjectrulesreviews'], ['create']),
    rule(['authentication.k8s.io'], ['selfsubjectreviews'], ['create']),
  ],
  'system:discovery': [paths('/api', '/api/*', '/apis', '/apis/*', '/openapi', '/openapi/*', ...health)],
  'system:public-info-viewer': [paths(...health)],
  'system:monitoring': [paths('/healthz', '/healthz/*', '/livez', '/livez/*', '/metrics', '/readyz', '/readyz/*')],
}

const bindings: Record<string, string[]> = {
  'cluster-admin': ['system:masters'],
  'system:basic-user': ['system:authenticated'],
  'system:discovery': ['system:authenticated'],
  'system:public-info-viewer': ['system:authenticated', 'system:unauthenticated'],
  'system:monitoring': ['system:monitoring'],
}

function required(plural: string): ResourceDefinition {
  const found = findResource(group, 'v1', plural)
  if (!found) throw new Error(`${plural} is not served`)
  return found
}

const metadata = (name: string) => ({
  name,
  annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  labels: { 'kubernetes.io/bootstrapping': 'rbac-defaults' },
})

/** Makes the default ClusterRoles and their bindings where they are missing. */
export async function ensureBootstrapPolicy(registry: Registry): Promise<void> {
  const context = { user: apiServer, dryRun: false }
  const ensure = async (plural: string, object: object) => {
    const definition = required(plural)
    const { name } = (object as KubeObject).metadata
    if (registry.store.get(definition.storage, undefined, name)) return
    await registry.create(definition, '', object as KubeObject, context)
  }
  const apiVersion = `${group}/v1`
  for (const [name, rules] of Object.entries(bootstrapRoles)) {
    await ensure('clusterroles', { apiVersion, kind: 'ClusterRole', metadata: metadata(name), rules })
  }
  for (const [name, groups] of Object.entries(bindings)) {
    const subjects = groups.map(subject => ({ apiGroup: group, kind: 'Group', name: subject }))
    const roleRef = { apiGroup: group, kind: 'ClusterRole', name }
    await ensure('clusterrolebindings', {
      apiVersion,
      kind: 'ClusterRoleBinding',
      metadata: metadata(name),
      subjects,
      roleRef,
    })
  }
}
