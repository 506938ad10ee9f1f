import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'

/** Where pods and Services of one installation get their addresses; another one on the same machine gets others. */
export interface LoopbackRanges {
  podCidr: string
  serviceCidr: string
}

const installations = 32
const ranges = (index: number): LoopbackRanges => ({
  podCidr: `127.${64 + index}.0.0/16`,
  serviceCidr: `127.${96 + index}.0.0/16`,
})

/** Second numbers of the 127.x addresses that somebody listens on, from the text of /proc/net/tcp. */
export function listeningSecondNumbers(procNetTcp: string): Set<number> {
  const found = new Set<number>()
  for (const line of procNetTcp.split('\n').slice(1)) {
    const [, local = '', , state] = line.trim().split(/\s+/)
    // The address stands in the machine's byte order, little-endian wherever this runs; 0A is LISTEN.
    if (state === '0A' && local.slice(6, 8) === '7F') found.add(Number.parseInt(local.slice(4, 6), 16))
  }
  return found
}

/** Numbers of the installations whose ranges nobody listens on. */
export function freeInstallations(taken: Set<number>): number[] {
  return Array.from({ length: installations }, (_, index) => index).filter(
    index => !taken.has(64 + index) && !taken.has(96 + index),
  )
}

/**
 * Takes ranges for as long as this process lives: another installation that starts in the same moment, before anything
 * of this one listens, finds them reserved.
 * @throws Error when all of them are taken
 */
export async function chooseRanges(): Promise<LoopbackRanges> {
  // Elsewhere than on Linux pods share 127.0.0.1 and are told apart by their ports.
  if (process.platform !== 'linux') return ranges(0)
  for (const index of freeInstallations(listeningSecondNumbers(readFileSync('/proc/net/tcp', 'utf8')))) {
    if (await reserve(`127.${64 + index}.255.254`)) return ranges(index)
  }
  throw new Error(
    `${installations} installations already run on this machine; no loopback addresses are left for another.`,
  )
}

/** Any port would do, as long as it is the same for all. */
const reservationPort = 30_999

/** Listens on the address until this process ends. @returns false when another process does */
function reserve(host: string): Promise<boolean> {
  const server = createServer(socket => socket.destroy())
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen({ host, port: reservationPort, exclusive: true }, () => {
      server.unref()
      resolve(true)
    })
  })
}
