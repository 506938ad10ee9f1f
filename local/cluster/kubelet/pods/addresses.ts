import { createServer } from 'node:net'
import type { Pod } from '../../client/types.ts'

export interface PodAddress {
  ip: string
  /** Free ports that stand in for container ports, where all pods share one address. */
  hostPorts: Record<string, number>
}

/** Gives each pod an address before its containers start. */
export interface PodNetwork {
  allocate(pod: Pod): Promise<PodAddress>
  release(podUid: string): void
}

/** A loopback address of its own for each pod (Linux answers on all of 127.0.0.0/8). */
export class LoopbackAddresses implements PodNetwork {
  readonly #first: number
  readonly #size: number
  readonly #inUse: () => Set<string>
  readonly #byPod = new Map<string, string>()
  #next: number

  /**
   * @param cidr for example `127.64.0.0/16`
   * @param inUse addresses that pods of an earlier life still have in the API
   * @param start offset of the first address given; later ones follow, so that none is soon used again
   */
  constructor(cidr: string, inUse: () => Set<string>, start = 1) {
    const { first, size } = parseCidr(cidr)
    this.#first = first
    this.#size = size
    this.#inUse = inUse
    this.#next = start
  }

  async allocate(pod: Pod): Promise<PodAddress> {
    const known = this.#byPod.get(pod.metadata.uid)
    if (known) return { ip: known, hostPorts: {} }
    const taken = new Set([...this.#byPod.values(), ...this.#inUse()])
    for (let tries = 0; tries < this.#size; tries++) {
      const offset = this.#next++ % this.#size
      const ip = format(this.#first + offset)
      // Neither the network's own nor the broadcast address.
      if (offset === 0 || offset === this.#size - 1 || taken.has(ip)) continue
      this.#byPod.set(pod.metadata.uid, ip)
      return { ip, hostPorts: {} }
    }
    throw new Error('no address is left in the pod network')
  }

  release(podUid: string): void {
    this.#byPod.delete(podUid)
  }
}

/** 127.0.0.1 for every pod, and a free port for each container port (macOS has no other loopback address). */
export class SharedLoopback implements PodNetwork {
  readonly #byPod = new Map<string, PodAddress>()

  async allocate(pod: Pod): Promise<PodAddress> {
    const known = this.#byPod.get(pod.metadata.uid)
    if (known) return known
    const hostPorts: Record<string, number> = {}
    for (const { containerPort } of pod.spec.containers.flatMap(({ ports = [] }) => ports)) {
      hostPorts[String(containerPort)] = await freePort()
    }
    const address = { ip: '127.0.0.1', hostPorts }
    this.#byPod.set(pod.metadata.uid, address)
    return address
  }

  release(podUid: string): void {
    this.#byPod.delete(podUid)
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}

/** First address (as a number) and size of an IPv4 network. */
export function parseCidr(cidr: string): { first: number; size: number } {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(cidr)
  const [a = 0, b = 0, c = 0, d = 0, bits = 0] = (match ?? []).slice(1).map(Number)
  if (!match || [a, b, c, d].some(part => part > 255) || bits > 30) throw new Error(`"${cidr}" is not an IPv4 network`)
  const size = 2 ** (32 - bits)
  const address = ((a * 256 + b) * 256 + c) * 256 + d
  return { first: address - (address % size), size }
}

function format(address: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(address / 2 ** shift) % 256).join('.')
}
