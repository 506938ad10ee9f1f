import { readFileSync } from 'node:fs'

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

/** The first ranges on which nobody listens. @throws Error when all of them are taken. */
export function freeRanges(taken: Set<number>): LoopbackRanges {
  for (let index = 0; index < installations; index += 1) {
    if (!taken.has(64 + index) && !taken.has(96 + index)) return ranges(index)
  }
  throw new Error(
    `${installations} installations already run on this machine; no loopback addresses are left for another.`,
  )
}

export function chooseRanges(): LoopbackRanges {
  return process.platform === 'linux'
    ? freeRanges(listeningSecondNumbers(readFileSync('/proc/net/tcp', 'utf8')))
    : ranges(0)
}
