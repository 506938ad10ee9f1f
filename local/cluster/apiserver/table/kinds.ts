import { fieldObject, fieldObjects, fieldString, type JsonObject, type KubeObject } from '../object.ts'
import { formatSelector } from '../registry/selectors.ts'
import {
  age,
  column,
  containerImages,
  containerNames,
  entries,
  formatLabels,
  numberOf,
  orNone,
  shortList,
  spec,
  status,
  subjects,
  wide,
} from './cells.ts'
import { since } from './duration.ts'
import { summarizePod } from './pod-row.ts'
import type { Column } from './table.ts'

const selector = wide('Selector', object => orNone(formatSelector(fieldObject(spec(object), 'selector'))))
const workload = [wide('Containers', containerNames), wide('Images', containerImages)]
const createdAt = column('Created At', ({ metadata }) => metadata.creationTimestamp, 0, 'date')

const readyOf = (object: KubeObject) =>
  `${numberOf(status(object), 'readyReplicas')}/${numberOf(spec(object), 'replicas')}`

const pods: Column[] = [
  column('Ready', (pod, now) => summarizePod(pod, now).ready),
  column('Status', (pod, now) => summarizePod(pod, now).status),
  column('Restarts', (pod, now) => summarizePod(pod, now).restarts),
  age,
  wide('IP', pod => orNone(fieldString(status(pod), 'podIP'))),
  wide('Node', pod => orNone(fieldString(spec(pod), 'nodeName'))),
  wide('Nominated Node', pod => orNone(fieldString(status(pod), 'nominatedNodeName'))),
  wide('Readiness Gates', readinessGates),
]

function readinessGates(pod: KubeObject): string {
  const gates = fieldObjects(spec(pod), 'readinessGates')
  if (gates.length === 0) return '<none>'
  const conditions = fieldObjects(status(pod), 'conditions')
  const open = gates.filter(gate =>
    conditions.some(({ type, status: value }) => type === gate.conditionType && value === 'True'),
  )
  return `${open.length}/${gates.length}`
}

function servicePort(port: JsonObject): string {
  const node = numberOf(port, 'nodePort')
  return `${port.port}${node > 0 ? `:${node}` : ''}/${port.protocol}`
}

function externalIP(service: KubeObject): string {
  const { type, externalIPs } = spec(service)
  if (type === 'ExternalName') return fieldString(spec(service), 'externalName')
  if (Array.isArray(externalIPs) && externalIPs.length > 0) return externalIPs.join(',')
  return type === 'LoadBalancer' ? '<pending>' : '<none>'
}

const services: Column[] = [
  column('Type', service => fieldString(spec(service), 'type')),
  column('Cluster-IP', service => orNone(fieldString(spec(service), 'clusterIP'))),
  column('External-IP', externalIP),
  column('Port(s)', service => orNone(fieldObjects(spec(service), 'ports').map(servicePort).join(','))),
  age,
  wide('Selector', service => formatLabels(fieldObject(spec(service), 'selector'))),
]

function endpointAddresses(endpoints: KubeObject): string {
  const addresses = fieldObjects(endpoints, 'subsets').flatMap(subset => {
    const ips = fieldObjects(subset, 'addresses').map(({ ip }) => String(ip))
    const ports = fieldObjects(subset, 'ports')
    return ports.length === 0 ? ips : ports.flatMap(({ port }) => ips.map(ip => `${ip}:${port}`))
  })
  return shortList(addresses)
}

const sliceAddresses = (slice: KubeObject) =>
  shortList(
    fieldObjects(slice, 'endpoints').flatMap(({ addresses }) =>
      Array.isArray(addresses) ? addresses.map(String) : [],
    ),
  )

const nodeAddress = (type: string) => (node: KubeObject) =>
  orNone(
    fieldString(
      fieldObjects(status(node), 'addresses').find(address => address.type === type),
      'address',
    ),
  )

const nodeInfo =
  (field: string, missing = '<unknown>') =>
  (node: KubeObject) =>
    fieldString(fieldObject(status(node), 'nodeInfo'), field) || missing

function nodeStatus(node: KubeObject): string {
  const ready = fieldObjects(status(node), 'conditions').find(({ type }) => type === 'Ready')
  const text = ready ? (ready.status === 'True' ? 'Ready' : 'NotReady') : 'Unknown'
  return spec(node).unschedulable === true ? `${text},SchedulingDisabled` : text
}

const ROLE = 'node-role.kubernetes.io/'

const nodeRoles = ({ metadata: { labels = {} } }: KubeObject) =>
  orNone(
    Object.keys(labels)
      .flatMap(key => (key.startsWith(ROLE) && key.length > ROLE.length ? [key.slice(ROLE.length)] : []))
      .sort()
      .join(','),
  )

const firstSeen = (event: KubeObject, now: Date) => since(event.firstTimestamp ?? event.eventTime, now)

function lastSeen(event: KubeObject, now: Date): string {
  const series = fieldObject(event, 'series')
  if (series.lastObservedTime) return since(series.lastObservedTime, now)
  return event.lastTimestamp ? since(event.lastTimestamp, now) : firstSeen(event, now)
}

function eventObject(event: KubeObject): string {
  const { kind, name } = fieldObject(event, 'involvedObject')
  return [String(kind ?? '').toLowerCase(), name].filter(Boolean).join('/')
}

function eventSource(event: KubeObject): string {
  const source = fieldObject(event, 'source')
  const component = fieldString(source, 'component') || fieldString(event, 'reportingComponent')
  const host = fieldString(source, 'host') || fieldString(event, 'reportingInstance')
  return host ? `${component}, ${host}` : component
}

/** Events show when before what; their name is for scripts. */
export const eventColumns: Column[] = [
  column('Last Seen', lastSeen),
  column('Type', event => fieldString(event, 'type')),
  column('Reason', event => fieldString(event, 'reason')),
  column('Object', eventObject),
  wide('Subobject', event => fieldString(fieldObject(event, 'involvedObject'), 'fieldPath')),
  wide('Source', eventSource),
  column('Message', event => fieldString(event, 'message').trim()),
  wide('First Seen', firstSeen),
  wide('Count', event => numberOf(fieldObject(event, 'series'), 'count') || numberOf(event, 'count') || 1),
  { name: 'Name', type: 'string', format: 'name', priority: 1, cell: ({ metadata }) => metadata.name },
]

const bindings: Column[] = [
  column('Role', binding => `${fieldObject(binding, 'roleRef').kind}/${fieldObject(binding, 'roleRef').name}`),
  age,
  wide('Users', binding => subjects(binding, 'User')),
  wide('Groups', binding => subjects(binding, 'Group')),
  wide('ServiceAccounts', binding => subjects(binding, 'ServiceAccount')),
]

const accessModes: Record<string, string> = {
  ReadWriteOnce: 'RWO',
  ReadOnlyMany: 'ROX',
  ReadWriteMany: 'RWX',
  ReadWriteOncePod: 'RWOP',
}

const modesOf = ({ accessModes: modes }: JsonObject) =>
  Array.isArray(modes) ? modes.map(mode => accessModes[String(mode)] ?? mode).join(',') : ''

const claims: Column[] = [
  column('Status', claim => (claim.metadata.deletionTimestamp ? 'Terminating' : fieldString(status(claim), 'phase'))),
  column('Volume', claim => fieldString(spec(claim), 'volumeName')),
  column('Capacity', claim => fieldString(fieldObject(status(claim), 'capacity'), 'storage')),
  column('Access Modes', claim => modesOf(status(claim))),
  column('StorageClass', claim => fieldString(spec(claim), 'storageClassName')),
  column('VolumeAttributesClass', claim => fieldString(spec(claim), 'volumeAttributesClassName') || '<unset>'),
  age,
  wide('VolumeMode', claim => fieldString(spec(claim), 'volumeMode') || '<unset>'),
]

function controllerOf({ metadata }: KubeObject): string {
  const owner = metadata.ownerReferences?.find(({ controller }) => controller)
  if (!owner) return '<none>'
  const [group] = owner.apiVersion.includes('/') ? owner.apiVersion.split('/') : ['']
  return `${owner.kind.toLowerCase()}${group ? `.${group}` : ''}/${owner.name}`
}

/** The columns behind the name, by storage. */
export const columnsByStorage: Record<string, Column[]> = {
  pods,
  services,
  'deployments.apps': [
    column('Ready', readyOf),
    column('Up-to-date', object => numberOf(status(object), 'updatedReplicas')),
    column('Available', object => numberOf(status(object), 'availableReplicas')),
    age,
    ...workload,
    selector,
  ],
  'replicasets.apps': [
    column('Desired', object => numberOf(spec(object), 'replicas'), 0, 'integer'),
    column('Current', object => numberOf(status(object), 'replicas'), 0, 'integer'),
    column('Ready', object => numberOf(status(object), 'readyReplicas'), 0, 'integer'),
    age,
    ...workload,
    selector,
  ],
  'statefulsets.apps': [column('Ready', readyOf), age, ...workload],
  'controllerrevisions.apps': [
    column('Controller', controllerOf),
    column('Revision', ({ revision }) => Number(revision ?? 0)),
    age,
  ],
  configmaps: [column('Data', object => entries(object, 'data') + entries(object, 'binaryData')), age],
  secrets: [column('Type', ({ type }) => String(type)), column('Data', object => entries(object, 'data')), age],
  serviceaccounts: [column('Secrets', object => fieldObjects(object, 'secrets').length), age],
  namespaces: [column('Status', object => fieldString(status(object), 'phase')), age],
  nodes: [
    column('Status', nodeStatus),
    column('Roles', nodeRoles),
    age,
    column('Version', nodeInfo('kubeletVersion', '')),
    wide('Internal-IP', nodeAddress('InternalIP')),
    wide('External-IP', nodeAddress('ExternalIP')),
    wide('OS-Image', nodeInfo('osImage')),
    wide('Kernel-Version', nodeInfo('kernelVersion')),
    wide('Container-Runtime', nodeInfo('containerRuntimeVersion')),
  ],
  endpoints: [column('Endpoints', endpointAddresses), age],
  'endpointslices.discovery.k8s.io': [
    column('AddressType', slice => String(slice.addressType)),
    column('Ports', slice =>
      shortList(fieldObjects(slice, 'ports').map(({ port, name }) => String(port ?? (name || '*')))),
    ),
    column('Endpoints', sliceAddresses),
    age,
  ],
  persistentvolumeclaims: claims,
  'leases.coordination.k8s.io': [column('Holder', lease => fieldString(spec(lease), 'holderIdentity')), age],
  'roles.rbac.authorization.k8s.io': [createdAt],
  'clusterroles.rbac.authorization.k8s.io': [createdAt],
  'rolebindings.rbac.authorization.k8s.io': bindings,
  'clusterrolebindings.rbac.authorization.k8s.io': bindings,
}
