import { readFileSync } from 'node:fs'
import type { ProcessInfo, ProcessTable } from './table.ts'

/** Every process of a container inherits this variable, also one that left the tree before anybody saw it there. */
export const MARKER = 'KUBELET_CONTAINER'

/** The value of the marker in a process's environment (`NAME=value` with NUL between), if it has one. */
export function markerIn(environment: string): string | undefined {
  const prefix = `${MARKER}=`
  return environment
    .split('\0')
    .find(entry => entry.startsWith(prefix))
    ?.slice(prefix.length)
}

/** What a look into one process showed: the key of its container, if it has one. */
interface Look {
  startTime: number
  key: string | undefined
}

/** Finds the processes that carry markers; looks into each process once. */
export class MarkerIndex {
  readonly #prefix: string
  readonly #read: (pid: number) => string
  #known = new Map<number, Look>()

  /** @param node tells the containers of this node from those of others on the same machine */
  constructor(node: string, read: (pid: number) => string = readEnvironment) {
    this.#prefix = `${node}/`
    this.#read = read
  }

  /** What a container's processes carry. */
  valueFor(key: string): string {
    return this.#prefix + key
  }

  /** The marked processes by key of their container. */
  find(table: ProcessTable): Map<string, ProcessInfo[]> {
    const known = new Map<number, Look>()
    const found = new Map<string, ProcessInfo[]>()
    for (const info of table.values()) {
      const before = this.#known.get(info.pid)
      // A process that was marked stays so, even if it writes over its environment later, as PostgreSQL does.
      const entry =
        before?.startTime === info.startTime ? before : { startTime: info.startTime, key: this.#keyOf(info) }
      known.set(info.pid, entry)
      if (entry.key === undefined) continue
      const processes = found.get(entry.key)
      if (processes) processes.push(info)
      else found.set(entry.key, [info])
    }
    this.#known = known
    return found
  }

  #keyOf(info: ProcessInfo): string | undefined {
    const value = info.zombie ? undefined : markerIn(this.#read(info.pid))
    return value?.startsWith(this.#prefix) ? value.slice(this.#prefix.length) : undefined
  }
}

function readEnvironment(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1')
  } catch {
    return '' // it ended, it belongs to somebody else, or there is no /proc
  }
}
