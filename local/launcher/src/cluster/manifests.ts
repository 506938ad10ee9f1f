import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { KubernetesObject, V1ConfigMap, V1Deployment, V1Service } from '@kubernetes/client-node'
import { parseAllDocuments } from 'yaml'

/** What differs between this machine and the manifests as they are written. */
export interface Differences {
  model: { baseUrl: string; name?: string }
  chatPort: number
  /** Where browsers' telemetry is forwarded to. */
  rum: { intakeUrl: string; applicationId: string; clientToken: string }
  /** `env` of all telemetry: the value of DD_ENV. */
  environment: string
}

/** Services come before workloads: pods are given the addresses of the Services that exist when they start. */
const order = [
  'Namespace',
  'ServiceAccount',
  'ClusterRole',
  'ClusterRoleBinding',
  'Role',
  'RoleBinding',
  'ConfigMap',
  'Secret',
  'Lease',
  'Service',
  'StatefulSet',
  'Deployment',
]

const rank = (object: KubernetesObject) => {
  const index = order.indexOf(object.kind ?? '')
  return index < 0 ? order.length : index
}

/** All objects of a folder's manifests, in the order in which they have to be applied. */
export function readManifests(folder: string): KubernetesObject[] {
  const files = readdirSync(folder).filter(name => name.endsWith('.yaml') && name !== 'kustomization.yaml')
  const objects = files.sort().flatMap(name =>
    parseAllDocuments(readFileSync(path.join(folder, name), 'utf8')).flatMap(document => {
      const problem = document.errors[0]
      if (problem) throw new Error(`${path.join(folder, name)}: ${problem.message}`)
      const object = document.toJS() as KubernetesObject | null
      return object ? [object] : []
    }),
  )
  return objects.sort((a, b) => rank(a) - rank(b))
}

/** The same objects with this machine's addresses and namespace. */
export function adapt(objects: KubernetesObject[], namespace: string, differences: Differences): KubernetesObject[] {
  return objects.map(object => {
    const placed = withEnvironment(inNamespace(object, namespace), differences.environment)
    if (object.kind === 'ConfigMap' && object.metadata?.name === 'model') return withModel(placed, differences)
    if (object.kind === 'ConfigMap' && object.metadata?.name === 'rum') return withRum(placed, differences)
    if (object.kind === 'Service') return withNodePort(placed as V1Service, differences.chatPort)
    if (object.kind === 'Deployment') return withAllowedHost(placed as V1Deployment, differences.chatPort)
    return placed
  })
}

const clusterScoped = ['Namespace', 'ClusterRole', 'ClusterRoleBinding']

const inNamespace = (object: KubernetesObject, namespace: string): KubernetesObject =>
  clusterScoped.includes(object.kind ?? '') ? object : { ...object, metadata: { ...object.metadata, namespace } }

const environmentLabel = 'tags.datadoghq.com/env'

/** The unified tag `env`, on objects and on the pods of their templates. */
function withEnvironment(object: KubernetesObject, environment: string): KubernetesObject {
  const copy: KubernetesObject & Pick<V1Deployment, 'spec'> = structuredClone(object)
  for (const labels of [copy.metadata?.labels, copy.spec?.template?.metadata?.labels]) {
    if (labels?.[environmentLabel]) labels[environmentLabel] = environment
  }
  return copy
}

function withRum(configMap: V1ConfigMap, { rum }: Differences): V1ConfigMap {
  return {
    ...configMap,
    data: {
      ...configMap.data,
      'intake-url': rum.intakeUrl,
      'application-id': rum.applicationId,
      'client-token': rum.clientToken,
    },
  }
}

function withModel(configMap: V1ConfigMap, { model }: Differences): V1ConfigMap {
  return {
    ...configMap,
    data: { ...configMap.data, 'base-url': model.baseUrl, ...(model.name ? { name: model.name } : {}) },
  }
}

const chatPortInManifests = 30080

function withNodePort(service: V1Service, chatPort: number): V1Service {
  const ports = service.spec?.ports?.map(port =>
    port.nodePort === chatPortInManifests ? { ...port, nodePort: chatPort } : port,
  )
  return { ...service, spec: { ...service.spec, ...(ports ? { ports } : {}) } }
}

function withAllowedHost(deployment: V1Deployment, chatPort: number): V1Deployment {
  const copy = structuredClone(deployment)
  for (const container of copy.spec?.template.spec?.containers ?? []) {
    for (const variable of container.env ?? []) {
      if (variable.name === 'ALLOWED_HOSTS' && variable.value) {
        variable.value = variable.value.replace(`localhost:${chatPortInManifests}`, `localhost:${chatPort}`)
      }
    }
  }
  return copy
}
