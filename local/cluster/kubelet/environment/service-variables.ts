import type { Service } from '../../client/types.ts'
import { ContainerConfigError } from './build.ts'

/** Where a Service is reached from this machine. */
export interface ServiceAddress {
  host: string
  /** By Service port. */
  port: (servicePort: number) => number
}

/** `pending` for a Service that will have an address soon, undefined for one that has none. */
export type AddressOf = (service: Service) => ServiceAddress | 'pending' | undefined

/**
 * The variables by which pods find the Services that existed before they started.
 * @throws ContainerConfigError when a Service has no address yet
 */
export function serviceVariables(services: Service[], addressOf: AddressOf): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const service of services) {
    const address = addressOf(service)
    const ports = service.spec.ports ?? []
    const [first] = ports
    if (!address || !first) continue
    if (address === 'pending') throw new ContainerConfigError(`service "${service.metadata.name}" has no address yet`)
    const prefix = variableName(service.metadata.name)
    variables[`${prefix}_SERVICE_HOST`] = address.host
    variables[`${prefix}_SERVICE_PORT`] = String(address.port(first.port))
    for (const port of ports) {
      if (port.name) variables[`${prefix}_SERVICE_PORT_${variableName(port.name)}`] = String(address.port(port.port))
    }
    for (const [index, port] of ports.entries()) {
      const protocol = (port.protocol ?? 'TCP').toLowerCase()
      const number = String(address.port(port.port))
      const url = `${protocol}://${address.host}:${number}`
      if (index === 0) variables[`${prefix}_PORT`] = url
      const link = `${prefix}_PORT_${port.port}_${protocol.toUpperCase()}`
      variables[link] = url
      variables[`${link}_PROTO`] = protocol
      variables[`${link}_PORT`] = number
      variables[`${link}_ADDR`] = address.host
    }
  }
  return variables
}

const variableName = (name: string) => name.toUpperCase().replaceAll('-', '_')
