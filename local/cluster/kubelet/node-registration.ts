import { isAlreadyExists, isNotFound } from '../client/api-client.ts'
import { microTimestamp } from '../client/clock.ts'
import type { Cluster } from '../client/cluster.ts'
import type { Log } from '../controllers/controller.ts'
import { type NodeFacts, nodeStatus } from './node-status.ts'

/** Lease renewals and full status reports, as a kubelet's. */
const LEASE_MS = 10_000
const LEASE_SECONDS = 40
const STATUS_MS = 300_000
const LEASE_NAMESPACE = 'kube-node-lease'

/** Registers the Node object, keeps its Lease renewed and its status reported. */
export class NodeRegistration {
  readonly #cluster: Cluster
  readonly #log: Log
  readonly #facts: () => NodeFacts
  #cancel: () => void = () => undefined
  #stopped = false
  #reportedAt = Number.NEGATIVE_INFINITY

  constructor(cluster: Cluster, log: Log, facts: () => NodeFacts) {
    this.#cluster = cluster
    this.#log = log
    this.#facts = facts
  }

  /** Resolves when the node is there with its status. */
  async start(): Promise<void> {
    await this.#register()
    await this.#report()
    await this.#beat()
  }

  stop(): void {
    this.#stopped = true
    this.#cancel()
  }

  async #beat(): Promise<void> {
    const { clock } = this.#cluster
    try {
      if (clock.now() - this.#reportedAt >= STATUS_MS) await this.#report()
      await this.#renewLease()
    } catch (error) {
      this.#log.warn({ err: error }, 'the heartbeat of the node could not be written')
    }
    if (!this.#stopped) this.#cancel = clock.after(LEASE_MS, () => void this.#beat())
  }

  async #register(): Promise<void> {
    const { name } = this.#facts()
    const arch = nodeStatus(this.#facts(), [], 0).nodeInfo
    try {
      await this.#cluster.create('Node', {
        metadata: {
          name,
          labels: {
            'kubernetes.io/hostname': name,
            'kubernetes.io/os': arch?.operatingSystem ?? '',
            'kubernetes.io/arch': arch?.architecture ?? '',
          },
        },
        spec: {},
      })
    } catch (error) {
      if (!isAlreadyExists(error)) throw error
    }
  }

  async #report(): Promise<void> {
    const facts = this.#facts()
    let node: Awaited<ReturnType<typeof this.get>>
    try {
      node = await this.get(facts.name)
    } catch (error) {
      if (!isNotFound(error)) throw error
      await this.#register() // somebody deleted it
      node = await this.get(facts.name)
    }
    const now = this.#cluster.clock.now()
    const status = nodeStatus(facts, node.status?.conditions ?? [], now)
    await this.#cluster.patch('Node', { name: facts.name }, { status }, 'status')
    this.#reportedAt = now
  }

  private get(name: string) {
    return this.#cluster.client.get('Node', { name })
  }

  async #renewLease(): Promise<void> {
    const { name } = this.#facts()
    const spec = {
      holderIdentity: name,
      leaseDurationSeconds: LEASE_SECONDS,
      renewTime: microTimestamp(this.#cluster.clock.now()),
    }
    try {
      await this.#cluster.patch('Lease', { namespace: LEASE_NAMESPACE, name }, { spec })
    } catch (error) {
      if (!isNotFound(error)) throw error
      await this.#cluster.create('Lease', { metadata: { namespace: LEASE_NAMESPACE, name }, spec })
    }
  }
}
