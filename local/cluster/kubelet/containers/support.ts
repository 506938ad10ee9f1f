import type { Container } from '../../client/types.ts'
import { ContainerConfigError } from '../environment/build.ts'

/**
 * Refuses what cannot be done for a process without a file system of its own, before it half works.
 * @throws ContainerConfigError naming the field
 */
export function checkSupported(container: Container): void {
  const why = 'is not supported by this node, whose containers are processes'
  for (const field of ['startupProbe', 'livenessProbe', 'readinessProbe'] as const) {
    const probe = container[field]
    if (probe && !probe.httpGet && !probe.tcpSocket) {
      const kind = probe.exec ? 'exec' : probe.grpc ? 'grpc' : 'no handler'
      throw new ContainerConfigError(`${field} with ${kind} ${why}; use httpGet or tcpSocket`)
    }
  }
  const { postStart, preStop } = container.lifecycle ?? {}
  if (postStart) throw new ContainerConfigError(`lifecycle.postStart ${why}`)
  if (preStop && !preStop.httpGet && !preStop.sleep) {
    throw new ContainerConfigError(`lifecycle.preStop with exec ${why}; use httpGet or sleep`)
  }
}
