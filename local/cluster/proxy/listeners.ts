import { keyOf } from '../client/owner.ts'
import type { Service } from '../client/types.ts'

/** An address on which the proxy listens for one port of a Service. */
export interface WantedListener {
  /** Stays the same as long as the listener may stay open. */
  key: string
  /** `namespace/name` of the Service. */
  service: string
  portName: string
  kind: 'ClusterIP' | 'NodePort'
  host: string
  /** 0 for any free port. */
  port: number
}

const NODE_PORT_HOSTS = ['127.0.0.1', '::1']

/**
 * The listeners that a Service wants. Headless and external Services have none.
 * @param ownAddresses false where loopback has one address only: cluster addresses then become free ports of it
 */
export function wantedListeners(service: Service, ownAddresses: boolean): WantedListener[] {
  const { clusterIP, type, ports = [] } = service.spec
  if (!clusterIP || clusterIP === 'None' || type === 'ExternalName') return []
  const wanted: WantedListener[] = []
  const add = (kind: WantedListener['kind'], host: string, port: number, id: number, portName: string) => {
    const name = keyOf(service)
    wanted.push({ key: `${kind}/${host}/${port}/${name}/${id}/${portName}`, service: name, portName, kind, host, port })
  }
  for (const { protocol = 'TCP', port, nodePort, name = '' } of ports) {
    if (protocol !== 'TCP') continue
    add('ClusterIP', ownAddresses ? clusterIP : '127.0.0.1', ownAddresses ? port : 0, port, name)
    if (nodePort) for (const host of NODE_PORT_HOSTS) add('NodePort', host, nodePort, port, name)
  }
  return wanted
}
