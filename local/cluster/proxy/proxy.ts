import type { Cluster } from '../client/cluster.ts'
import { EventRecorder } from '../client/event-recorder.ts'
import { keyOf } from '../client/owner.ts'
import type { EndpointSlice, Service } from '../client/types.ts'
import type { Log } from '../controllers/controller.ts'
import { SERVICE_NAME_LABEL } from '../controllers/endpoints/build.ts'
import type { ServiceAddress } from '../kubelet/environment/service-variables.ts'
import { type Target, targetsOf } from './endpoints.ts'
import { Listener } from './listener.ts'
import { type WantedListener, wantedListeners } from './listeners.ts'

export interface ProxyOptions {
  cluster: Cluster
  log: Log
  /** Each Service has a loopback address of its own (Linux); otherwise all share 127.0.0.1. */
  ownAddresses: boolean
  /** The API server itself, which pods reach directly: its Service's port 443 is not everybody's to bind. */
  apiServer: URL
  /** A Service got an address that was not known before. */
  onAddress: () => void
}

/** Balances TCP connections to Services over their endpoints, as kube-proxy does for a node. */
export class ServiceProxy {
  readonly #options: ProxyOptions
  readonly #events: EventRecorder
  readonly #listeners = new Map<string, { wanted: WantedListener; listener: Listener }>()

  constructor(options: ProxyOptions) {
    const { cluster, log } = options
    this.#options = options
    this.#events = new EventRecorder({
      cluster,
      component: 'kube-proxy',
      onError: error => log.warn({ err: error }, 'an event could not be written'),
    })
    const services = cluster.informer('Service')
    services.onChange((current, previous) => this.#sync(keyOf((current ?? previous) as Service), current))
    cluster.informer('EndpointSlice').onChange((current, previous) => {
      const { namespace, labels } = ((current ?? previous) as EndpointSlice).metadata
      const key = `${namespace}/${labels?.[SERVICE_NAME_LABEL]}`
      this.#sync(key, services.get(key))
    })
  }

  /** Where a Service is reached; `pending` while it has no port yet; undefined when it has no address. */
  addressOf(service: Service): ServiceAddress | 'pending' | undefined {
    const { clusterIP, type, ports = [] } = service.spec
    if (!clusterIP || clusterIP === 'None' || type === 'ExternalName') return undefined
    const { ownAddresses, apiServer } = this.#options
    if (keyOf(service) === 'default/kubernetes') {
      return { host: apiServer.hostname, port: () => Number(apiServer.port || 443) }
    }
    if (ownAddresses) return { host: clusterIP, port: port => port }
    const numbers = new Map<number, number>()
    for (const { port, name = '' } of ports) {
      const open = [...this.#listeners.values()].find(
        ({ wanted }) => wanted.kind === 'ClusterIP' && wanted.service === keyOf(service) && wanted.portName === name,
      )
      if (open?.listener.port === undefined) return 'pending'
      numbers.set(port, open.listener.port)
    }
    return { host: '127.0.0.1', port: port => numbers.get(port) ?? port }
  }

  async stop(): Promise<void> {
    for (const { listener } of this.#listeners.values()) listener.destroy()
    this.#listeners.clear()
    await this.#events.flush()
  }

  #sync(name: string, service: Service | undefined): void {
    const { ownAddresses } = this.#options
    const wanted = (service ? wantedListeners(service, ownAddresses) : []).filter(item => this.#isOpen(item))
    const keys = new Set(wanted.map(({ key }) => key))
    for (const [key, { wanted: open, listener }] of this.#listeners) {
      if (open.service !== name || keys.has(key)) continue
      listener.close()
      this.#listeners.delete(key)
    }
    for (const item of wanted) if (!this.#listeners.has(item.key)) this.#open(item)
  }

  /**
   * A cluster address without endpoints refuses connections, as in a cluster: nothing listens there. A port that is
   * promised to somebody (NodePort, or the free port of a shared address) is held all the same, and resets them.
   */
  #isOpen(wanted: WantedListener): boolean {
    const held = wanted.kind === 'NodePort' || !this.#options.ownAddresses
    return held || this.#targets(wanted).length > 0
  }

  #open(wanted: WantedListener): void {
    const { cluster, log, onAddress, ownAddresses } = this.#options
    const listener = new Listener({
      clock: cluster.clock,
      wanted,
      targets: () => this.#targets(wanted),
      onListening: port => {
        log.debug({ ...wanted, port }, 'listening for a Service')
        if (!ownAddresses) onAddress()
      },
      onError: error => this.#report(wanted, error),
    })
    this.#listeners.set(wanted.key, { wanted, listener })
  }

  #targets({ service, portName }: WantedListener): Target[] {
    const [namespace, name] = service.split('/')
    const ofService = (slice: EndpointSlice) => slice.metadata.labels?.[SERVICE_NAME_LABEL] === name
    return targetsOf(this.#options.cluster.informer('EndpointSlice').list(namespace).filter(ofService), portName)
  }

  #report(wanted: WantedListener, error: NodeJS.ErrnoException): void {
    const { log, cluster } = this.#options
    const { host, port, service, kind } = wanted
    const optional =
      service === 'default/kubernetes' ||
      (host === '::1' && ['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? ''))
    if (optional) {
      log.debug({ ...wanted, err: error }, 'an address that is not needed cannot be had')
      return
    }
    const why = error.code === 'EADDRINUSE' ? 'another process listens there' : error.message
    const message = `cannot listen on ${host.includes(':') ? `[${host}]` : host}:${port} (${kind}): ${why}; trying again`
    log.error({ service, err: error }, message)
    const object = cluster.informer('Service').get(service)
    const reason = kind === 'NodePort' ? 'FailedToBindNodePort' : 'FailedToBindClusterIP'
    if (object) this.#events.record('Service', object, { type: 'Warning', reason, message })
  }
}
