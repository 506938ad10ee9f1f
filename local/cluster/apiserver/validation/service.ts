import type { Cause } from '../http/status.ts'
import { fieldObject, fieldObjects, fieldString, type JsonObject, type KubeObject, sameJson } from '../object.ts'
import { at, duplicate, forbidden, invalidValue, notSupported, required } from './field.ts'
import { validateLabels } from './metadata.ts'
import { dnsLabel, dnsSubdomain } from './names.ts'
import { portNumber, portNumberOrName, protocol } from './ports.ts'

const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']

/** The port as the API's own type names its fields, in its message about a duplicate. */
const duplicatePort = ({ protocol: Protocol, port: Port }: JsonObject) => ({
  Name: '',
  Protocol,
  AppProtocol: null,
  Port,
  TargetPort: 0,
  NodePort: 0,
})

function validatePorts(ports: JsonObject[]): Cause[] {
  const names = new Set<string>()
  const numbers = new Set<string>()
  const nodePorts = new Set<string>()
  return ports.flatMap((port, index) => {
    const field = at('spec.ports', index)
    const name = fieldString(port, 'name')
    const causes: Cause[] = []
    if (!name && ports.length > 1) causes.push(required(at(field, 'name')))
    if (name) {
      causes.push(...dnsLabel(name).map(text => invalidValue(at(field, 'name'), name, text)))
      if (names.has(name)) causes.push(duplicate(at(field, 'name'), name))
      names.add(name)
    }
    causes.push(
      ...portNumber(at(field, 'port'), port.port),
      ...protocol(at(field, 'protocol'), port.protocol),
      ...portNumberOrName(at(field, 'targetPort'), port.targetPort),
    )
    const key = `${port.protocol}/${port.port}`
    if (numbers.has(key)) causes.push(duplicate(field, duplicatePort(port)))
    numbers.add(key)
    if (port.nodePort) {
      const nodeKey = `${port.protocol}/${port.nodePort}`
      if (nodePorts.has(nodeKey)) causes.push(duplicate(at(field, 'nodePort'), port.nodePort))
      nodePorts.add(nodeKey)
    }
    return causes
  })
}

export function validateService(service: KubeObject): Cause[] {
  const spec = fieldObject(service, 'spec')
  const ports = fieldObjects(spec, 'ports')
  const { type, clusterIP, sessionAffinity } = spec
  const headless = clusterIP === 'None'
  const causes: Cause[] = []
  if (ports.length === 0 && !headless && type !== 'ExternalName') causes.push(required('spec.ports'))
  if (headless && (type === 'NodePort' || type === 'LoadBalancer')) {
    causes.push(invalidValue('spec.clusterIPs[0]', clusterIP, `may not be set to 'None' for ${type} services`))
  }
  if (type === 'ExternalName') {
    const name = fieldString(spec, 'externalName')
    if (!name) causes.push(required('spec.externalName'))
    else causes.push(...dnsSubdomain(name).map(text => invalidValue('spec.externalName', name, text)))
  }
  causes.push(...validatePorts(ports))
  causes.push(...validateLabels(fieldObject(spec, 'selector') as Record<string, string>, 'spec.selector'))
  if (sessionAffinity !== 'None' && sessionAffinity !== 'ClientIP') {
    causes.push(notSupported('spec.sessionAffinity', sessionAffinity, ['ClientIP', 'None']))
  }
  if (typeof clusterIP === 'string' && clusterIP && !headless && !/^\d{1,3}(\.\d{1,3}){3}$/.test(clusterIP)) {
    const text = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'
    causes.push(invalidValue('spec.clusterIPs[0]', clusterIP, text))
  }
  if (!types.includes(String(type))) causes.push(notSupported('spec.type', type, types))
  if (type === 'ClusterIP') {
    for (const [index, { nodePort }] of ports.entries()) {
      if (nodePort)
        causes.push(forbidden(`spec.ports[${index}].nodePort`, "may not be used when `type` is 'ClusterIP'"))
    }
  }
  return causes
}

/** The address of a Service stays, unless it was or becomes a name outside the cluster. */
export function validateServiceUpdate(service: KubeObject, old: KubeObject): Cause[] {
  const spec = fieldObject(service, 'spec')
  const before = fieldObject(old, 'spec')
  if (spec.type === 'ExternalName' || before.type === 'ExternalName') return []
  const [now, was] = [spec.clusterIP, before.clusterIP]
  if (!was || sameJson(now, was)) return []
  return [invalidValue('spec.clusterIPs[0]', [now], 'may not change once set')]
}
