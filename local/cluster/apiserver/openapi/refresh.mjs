// Rewrites schemas.json from a real API server's published OpenAPI v3 documents:
//   KUBECONFIG=… node local/cluster/apiserver/openapi/refresh.mjs
// Only what validation, patching and discovery read is kept: no descriptions, no paths,
// and only the schemas that a served kind reaches.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'

const documents = [
  'api/v1',
  'apis/apps/v1',
  'apis/discovery.k8s.io/v1',
  'apis/rbac.authorization.k8s.io/v1',
  'apis/authorization.k8s.io/v1',
  'apis/authentication.k8s.io/v1',
  'apis/events.k8s.io/v1',
  'apis/coordination.k8s.io/v1',
]

const core = 'io.k8s.api.core.v1'
const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1'
const kinds = {
  [core]: [
    'Namespace',
    'Pod',
    'Service',
    'Endpoints',
    'ConfigMap',
    'Secret',
    'ServiceAccount',
    'Event',
    'Node',
    'PersistentVolumeClaim',
  ],
  'io.k8s.api.apps.v1': ['Deployment', 'ReplicaSet', 'StatefulSet', 'ControllerRevision'],
  'io.k8s.api.discovery.v1': ['EndpointSlice'],
  'io.k8s.api.rbac.v1': ['Role', 'RoleBinding', 'ClusterRole', 'ClusterRoleBinding'],
  'io.k8s.api.authorization.v1': [
    'SelfSubjectAccessReview',
    'SelfSubjectRulesReview',
    'SubjectAccessReview',
    'LocalSubjectAccessReview',
  ],
  'io.k8s.api.authentication.v1': ['SelfSubjectReview', 'TokenRequest', 'TokenReview'],
  'io.k8s.api.events.v1': ['Event'],
  'io.k8s.api.coordination.v1': ['Lease'],
  'io.k8s.api.autoscaling.v1': ['Scale'],
  'io.k8s.api.policy.v1': ['Eviction'],
  [meta]: ['Status', 'DeleteOptions', 'WatchEvent', 'Patch'],
}
const kept = new Set([
  'type',
  'format',
  'properties',
  'items',
  'additionalProperties',
  '$ref',
  'allOf',
  'oneOf',
  'anyOf',
  'required',
  'default',
  'enum',
])

const all = {}
for (const path of documents) {
  const text = execFileSync('kubectl', ['get', '--raw', `/openapi/v3/${path}`], { maxBuffer: 64 << 20 })
  for (const [name, schema] of Object.entries(JSON.parse(text).components.schemas)) all[name] ??= schema
}

function trim(schema) {
  if (Array.isArray(schema)) return schema.map(trim)
  if (typeof schema !== 'object' || schema === null) return schema
  const out = {}
  for (const [key, value] of Object.entries(schema)) {
    if (key === 'properties') out[key] = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, trim(v)]))
    else if (key === 'default' || key === 'enum' || key === 'required' || key.startsWith('x-kubernetes-'))
      out[key] = value
    else if (kept.has(key)) out[key] = trim(value)
  }
  return out
}

const schemas = {}
function reach(name) {
  if (schemas[name]) return
  if (!all[name]) throw new Error(`${name} is in none of ${documents.join(', ')}`)
  schemas[name] = trim(all[name])
  for (const [, found] of JSON.stringify(schemas[name]).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) reach(found)
}
for (const [prefix, names] of Object.entries(kinds)) for (const name of names) reach(`${prefix}.${name}`)
for (const [prefix, names] of Object.entries(kinds)) {
  for (const name of names) if (all[`${prefix}.${name}List`]) reach(`${prefix}.${name}List`)
}

const sorted = Object.fromEntries(Object.entries(schemas).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(new URL('schemas.json', import.meta.url), `${JSON.stringify(sorted)}\n`)
console.log(`${Object.keys(sorted).length} schemas`)
