import { randomInt } from 'node:crypto'
import { invalid, StatusError } from '../http/status.ts'
import {
  fieldNumber,
  fieldObject,
  fieldObjects,
  fieldString,
  isObject,
  type JsonObject,
  type KubeObject,
} from '../object.ts'
import type { Store } from '../registry/store.ts'
import { invalidValue } from '../validation/field.ts'
import type { AdmissionPlugin, AdmissionRequest } from './admission.ts'

const NODE_PORTS = { first: 30000, last: 32767 }
/** Below it are the ports for those who ask for one. */
const FIRST_GIVEN_PORT = 30086

export interface AddressRange {
  /** First address of the range as a number; it is never given out. */
  base: number
  size: number
  cidr: string
}

const toNumber = (address: string) => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

export const toAddress = (value: number): string =>
  [24, 16, 8, 0].map(shift => Math.floor(value / 2 ** shift) % 256).join('.')

/** Reads "127.96.0.0/16"; throws saying what is wanted. */
export function parseCidr(cidr: string): AddressRange {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(cidr)
  const bits = Number(match?.[2])
  const address = match?.[1] ?? ''
  if (!match || bits < 8 || bits > 30 || address.split('.').some(part => Number(part) > 255)) {
    throw new Error(`wants an IPv4 range such as 127.96.0.0/16 (a prefix of 8 to 30 bits), got ${JSON.stringify(cidr)}`)
  }
  const size = 2 ** (32 - bits)
  return { base: Math.floor(toNumber(address) / size) * size, size, cidr }
}

const specOf = (service: KubeObject) => fieldObject(service, 'spec')
const isHeadless = (spec: JsonObject) => spec.clusterIP === 'None'

function usedBy(
  store: Store,
  self: KubeObject,
  read: (service: KubeObject) => (string | number)[],
): Set<string | number> {
  const others = store
    .list('services')
    .filter(({ metadata }) => metadata.name !== self.metadata.name || metadata.namespace !== self.metadata.namespace)
  return new Set(others.flatMap(read))
}

const refuse = (service: KubeObject, field: string, value: unknown, detail: string) =>
  invalid('', 'Service', service.metadata.name, [invalidValue(field, value, detail)])

/** What a Service has keeps when an update leaves it out. */
function keepAddresses(spec: JsonObject, old: JsonObject): void {
  if (spec.type === 'ExternalName') return
  if (old.clusterIP && !spec.clusterIP) spec.clusterIP = old.clusterIP
  if (spec.clusterIP === old.clusterIP && !spec.clusterIPs && old.clusterIPs) spec.clusterIPs = old.clusterIPs
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return
  const before = fieldObjects(old, 'ports')
  for (const port of fieldObjects(spec, 'ports')) {
    port.nodePort ??= before.find(other => other.port === port.port && other.protocol === port.protocol)?.nodePort
  }
}

function allocateClusterIP(range: AddressRange, service: KubeObject, store: Store): void {
  const spec = specOf(service)
  if (spec.type === 'ExternalName' || isHeadless(spec)) {
    if (isHeadless(spec)) spec.clusterIPs = ['None']
    return
  }
  const asked = fieldString(spec, 'clusterIP')
  const used = usedBy(store, service, other => [fieldString(specOf(other), 'clusterIP')])
  if (asked) {
    const offset = toNumber(asked) - range.base
    if (!(offset > 0 && offset < range.size)) {
      const why = `failed to allocate IP ${asked}: the provided network does not match the current range`
      throw refuse(service, 'spec.clusterIPs', [asked], why)
    }
    if (used.has(asked)) {
      throw refuse(
        service,
        'spec.clusterIPs',
        [asked],
        `failed to allocate IP ${asked}: provided IP is already allocated`,
      )
    }
  } else {
    // The first addresses are left for those who ask for one, such as the Service of the API itself.
    const reserved = Math.min(16, range.size / 4)
    const free = Array.from({ length: range.size - reserved - 1 }, (_, i) => range.base + reserved + i)
      .map(toAddress)
      .find(address => !used.has(address))
    if (!free)
      throw StatusError.of(
        500,
        'InternalError',
        `Internal error occurred: failed to allocate a serviceIP: range is full`,
      )
    spec.clusterIP = free
  }
  spec.clusterIPs = [spec.clusterIP]
}

/** At random, as Kubernetes does it: another cluster on this machine would have taken the first ones too. */
export function randomFreePort(used: Set<string | number>, random = randomInt): number | undefined {
  const free = Array.from({ length: NODE_PORTS.last - FIRST_GIVEN_PORT + 1 }, (_, i) => FIRST_GIVEN_PORT + i).filter(
    port => !used.has(port),
  )
  return free.length > 0 ? free[random(free.length)] : undefined
}

function allocateNodePorts(service: KubeObject, store: Store): void {
  const spec = specOf(service)
  const ports = fieldObjects(spec, 'ports')
  if (spec.type !== 'NodePort' && spec.type !== 'LoadBalancer') return
  const used = usedBy(store, service, other =>
    fieldObjects(specOf(other), 'ports').map(port => fieldNumber(port, 'nodePort') ?? 0),
  )
  for (const [index, port] of ports.entries()) {
    const asked = fieldNumber(port, 'nodePort')
    const field = `spec.ports[${index}].nodePort`
    if (asked) {
      if (asked < NODE_PORTS.first || asked > NODE_PORTS.last) {
        throw refuse(
          service,
          field,
          asked,
          `provided port is not in the valid range. The range of valid ports is ${NODE_PORTS.first}-${NODE_PORTS.last}`,
        )
      }
      if (used.has(asked)) throw refuse(service, field, asked, 'provided port is already allocated')
    } else {
      port.nodePort = randomFreePort(used)
      if (!port.nodePort) throw refuse(service, field, 0, 'failed to allocate a nodePort: range is full')
    }
    used.add(fieldNumber(port, 'nodePort') ?? 0)
  }
}

/** Gives Services their ClusterIP and node ports, and keeps what they have. */
export const serviceAddresses = (range: AddressRange): AdmissionPlugin => ({
  name: 'ServiceAddresses',
  update({ definition, object, old }) {
    if (definition.storage === 'services' && old && isObject(object.spec)) keepAddresses(object.spec, specOf(old))
  },
  allocate({ definition, object, store }: AdmissionRequest) {
    if (definition.storage !== 'services' || !isObject(object.spec)) return
    allocateClusterIP(range, object, store)
    allocateNodePorts(object, store)
    const { spec } = object
    if (spec.type === 'ExternalName') return
    // A headless Service without a selector may have endpoints of either family.
    const either = isHeadless(spec) && !isObject(spec.selector)
    spec.ipFamilies ??= either ? ['IPv4', 'IPv6'] : ['IPv4']
    spec.ipFamilyPolicy ??= either ? 'RequireDualStack' : 'SingleStack'
  },
})
