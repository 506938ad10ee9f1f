import { createHash } from 'node:crypto'
import { controllerReference } from '../../client/owner.ts'
import { matchesLabels } from '../../client/selector.ts'
import type { Endpoint, EndpointSlice, Endpoints, New, Pod, Service, ServicePort } from '../../client/types.ts'
import { isFinished, isReady, isTerminating } from '../pods.ts'
import { hostPort } from './host-ports.ts'

type SlicePort = NonNullable<EndpointSlice['ports']>[number]

const MANAGER = 'endpointslice-controller.k8s.io'
export const SERVICE_NAME_LABEL = 'kubernetes.io/service-name'

/** Where a Service port leads on one pod: a number, or the pod's port of that name; undefined when it has none. */
export function targetPort(port: ServicePort, pod: Pod): number | undefined {
  const target = port.targetPort ?? port.port
  const number =
    typeof target === 'number'
      ? target
      : pod.spec.containers
          .flatMap(container => container.ports ?? [])
          .find(item => item.name === target && (item.protocol ?? 'TCP') === (port.protocol ?? 'TCP'))?.containerPort
  return number === undefined ? undefined : hostPort(pod, number)
}

/** The pods of a Service that have an address, whether ready or not. */
export function podsOf(service: Service, pods: Pod[]): Pod[] {
  const { selector } = service.spec
  if (!selector || Object.keys(selector).length === 0) return []
  return pods
    .filter(pod => pod.status?.podIP && !isFinished(pod) && matchesLabels(selector, pod.metadata.labels))
    .sort((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
}

function endpoint(service: Service, pod: Pod): Endpoint {
  const serving = isReady(pod)
  const terminating = isTerminating(pod)
  return {
    addresses: [pod.status?.podIP ?? ''],
    conditions: {
      ready: service.spec.publishNotReadyAddresses === true || (serving && !terminating),
      serving,
      terminating,
    },
    ...(pod.spec.hostname && { hostname: pod.spec.hostname }),
    nodeName: pod.spec.nodeName,
    targetRef: targetRef(pod),
  }
}

function targetRef(pod: Pod): NonNullable<Endpoint['targetRef']> {
  return { kind: 'Pod', namespace: pod.metadata.namespace, name: pod.metadata.name, uid: pod.metadata.uid }
}

/** Pods whose ports resolve to the same numbers share a slice. */
function groupByPorts(service: Service, pods: Pod[]): { ports: SlicePort[]; pods: Pod[] }[] {
  const groups = new Map<string, { ports: SlicePort[]; pods: Pod[] }>()
  for (const pod of pods) {
    const ports = (service.spec.ports ?? []).flatMap(port => {
      const number = targetPort(port, pod)
      return number === undefined
        ? []
        : [{ name: port.name ?? '', protocol: port.protocol ?? 'TCP', port: number, appProtocol: port.appProtocol }]
    })
    const key = JSON.stringify(ports)
    const group = groups.get(key) ?? { ports, pods: [] }
    group.pods.push(pod)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** Slices of a Service, one per group of equal ports, with stable names so that they can be compared with what is. */
export function endpointSlices(service: Service, pods: Pod[]): New<'EndpointSlice'>[] {
  const { name, namespace, labels } = service.metadata
  const headless = service.spec.clusterIP === 'None'
  const groups = groupByPorts(service, podsOf(service, pods))
  return (groups.length > 0 ? groups : [{ ports: [], pods: [] }]).map(group => ({
    metadata: {
      name: `${name}-${suffix(service, group.ports)}`,
      namespace,
      labels: {
        ...labels,
        [SERVICE_NAME_LABEL]: name,
        'endpointslice.kubernetes.io/managed-by': MANAGER,
        ...(headless && { 'service.kubernetes.io/headless': '' }),
      },
      ownerReferences: [controllerReference('Service', service)],
    },
    addressType: 'IPv4',
    endpoints: group.pods.map(pod => endpoint(service, pod)),
    ports: group.ports,
  }))
}

function suffix(service: Service, ports: SlicePort[]): string {
  const hash = createHash('sha256').update(service.metadata.uid).update(JSON.stringify(ports)).digest()
  return [...hash.subarray(0, 5)].map(byte => 'bcdfghjklmnpqrstvwxz2456789'[byte % 27]).join('')
}

/** The older Endpoints object, which lists ready and not ready addresses per set of ports. */
export function endpoints(service: Service, pods: Pod[]): New<'Endpoints'> {
  const live = podsOf(service, pods).filter(pod => !isTerminating(pod))
  const subsets = groupByPorts(service, live)
    .filter(group => group.ports.length > 0)
    .map(group => {
      const address = (pod: Pod) => ({
        ip: pod.status?.podIP ?? '',
        ...(pod.spec.hostname && { hostname: pod.spec.hostname }),
        nodeName: pod.spec.nodeName,
        targetRef: targetRef(pod),
      })
      const counted = (pod: Pod) => service.spec.publishNotReadyAddresses === true || isReady(pod)
      const addresses = group.pods.filter(counted).map(address)
      const notReadyAddresses = group.pods.filter(pod => !counted(pod)).map(address)
      const ports = group.ports.map(({ name, ...port }) => ({ ...(name && { name }), ...port, port: port.port ?? 0 }))
      return {
        ...(addresses.length > 0 && { addresses }),
        ...(notReadyAddresses.length > 0 && { notReadyAddresses }),
        ports,
      }
    })
  const { name, namespace, labels } = service.metadata
  const managed: Endpoints['metadata']['labels'] = {
    ...labels,
    'endpoints.kubernetes.io/managed-by': 'endpoint-controller',
  }
  return { metadata: { name, namespace, labels: managed }, ...(subsets.length > 0 && { subsets }) }
}
