import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { Log } from '../../controllers/controller.ts'
import { MARKER, MarkerIndex } from './marker.ts'
import { exactMemory, memoryAgainst } from './memory.ts'
import { ProcessRecords } from './record.ts'
import { type ProcessInfo, type ProcessTable, readProcess, readProcfs, readPs } from './table.ts'
import { membersOf, type ProcessId } from './tree.ts'

export interface Usage {
  /** CPU time so far, in milliseconds. */
  cpuMs: number
  memoryBytes: number
}

interface Watched {
  root: ProcessId
  limitBytes: number | undefined
  onOverLimit: (bytes: number) => void
  members: ProcessInfo[]
  /** No exact look before this moment: the last one was far below the limit. */
  exactAfter: number
}

/** How often memory is compared with limits, and how often (in checks) the process table is read. */
const CHECK_MS = 500
const CHECKS_PER_SCAN = 2
/** `ps` costs a process each time: without /proc the table is read this often (in checks). */
const CHECKS_PER_PS = 4
/** Longest time that processes may take to disappear after SIGKILL. */
const KILL_WAIT_MS = 5_000

/** Follows the process trees of all containers: memory limits, usage, and killing whole trees. */
export class ProcessSupervisor {
  readonly #records: ProcessRecords
  readonly #log: Log
  readonly #watched = new Map<string, Watched>()
  readonly #markers: MarkerIndex
  readonly #procfs: boolean
  #timer: NodeJS.Timeout | undefined
  #checks = 0

  constructor(options: { directory: string; log: Log; procfs: boolean }) {
    this.#records = new ProcessRecords(options.directory)
    this.#markers = new MarkerIndex(createHash('sha256').update(resolve(options.directory)).digest('hex').slice(0, 12))
    this.#log = options.log
    this.#procfs = options.procfs
  }

  /** Environment by which the processes of a container are recognised. */
  marker(key: string): Record<string, string> {
    return { [MARKER]: this.#markers.valueFor(key) }
  }

  /** Ends what an earlier life of the node left running. */
  async endLeftOvers(): Promise<void> {
    const records = new Map(this.#records.leftOver().map(({ key, record }) => [key, record]))
    const marked = this.#markers.find(await this.#table())
    for (const key of new Set([...records.keys(), ...marked.keys()])) {
      const { root, members } = records.get(key) ?? { root: NOBODY, members: [] }
      const killed = await this.#killTree(key, root, members)
      if (killed > 0) this.#log.warn({ key, killed }, 'ended processes of an earlier life of the node')
      this.#records.remove(key)
    }
  }

  /** Follows a container from its first process on; `onOverLimit` is called once when its memory exceeds the limit. */
  async watch(
    key: string,
    pid: number,
    limitBytes: number | undefined,
    onOverLimit: (bytes: number) => void,
  ): Promise<void> {
    const info = this.#procfs ? readProcess(pid) : (await this.#table()).get(pid)
    const root = info ? identity(info) : NOBODY
    this.#watched.set(key, { root, limitBytes, onOverLimit, members: info ? [info] : [], exactAfter: 0 })
    if (info) this.#records.write(key, { root, members: [] })
    this.#schedule()
  }

  /** Kills everything of a container that still lives; resolves when it is gone, and the container is forgotten. */
  async end(key: string): Promise<void> {
    await this.kill(key)
    this.#watched.delete(key)
    this.#records.remove(key)
  }

  /** SIGKILL to the whole tree of a container. */
  async kill(key: string): Promise<void> {
    const watched = this.#watched.get(key)
    if (watched) await this.#killTree(key, watched.root, watched.members)
  }

  usage(key: string): Usage | undefined {
    const watched = this.#watched.get(key)
    if (!watched) return undefined
    const cpuMs = watched.members.reduce((total, { cpuMs }) => total + cpuMs, 0)
    return { cpuMs, memoryBytes: exactMemory(watched.members) }
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #schedule(): void {
    if (this.#timer || this.#watched.size === 0) return
    this.#timer = setTimeout(() => {
      this.#check()
        .catch(error => this.#log.error({ err: error }, 'processes could not be looked at'))
        .finally(() => {
          this.#timer = undefined
          this.#schedule()
        })
    }, CHECK_MS)
  }

  async #check(): Promise<void> {
    if (this.#checks++ % (this.#procfs ? CHECKS_PER_SCAN : CHECKS_PER_PS) === 0) this.#refresh(await this.#table())
    const now = Date.now()
    for (const watched of this.#watched.values()) {
      const { limitBytes } = watched
      if (limitBytes === undefined || now < watched.exactAfter) continue
      const { bytes, exact } = memoryAgainst(limitBytes, watched.members)
      if (bytes >= limitBytes) {
        watched.limitBytes = undefined
        watched.onOverLimit(bytes)
      } else if (exact) {
        watched.exactAfter = now + (bytes < limitBytes / 2 ? 2_000 : bytes < limitBytes * 0.8 ? 1_000 : 0)
      }
    }
  }

  #refresh(table: ProcessTable): void {
    const marked = this.#markers.find(table)
    for (const [key, watched] of this.#watched) {
      const members = membersOf(table, watched.root, [...watched.members, ...(marked.get(key) ?? [])])
      const changed =
        members.length !== watched.members.length ||
        members.some(({ pid }) => !watched.members.some(member => member.pid === pid))
      watched.members = members
      if (changed) this.#records.write(key, { root: watched.root, members: members.map(identity) })
    }
  }

  /** Kills until nothing is left; the number of processes that were there. */
  async #killTree(key: string, root: ProcessId, known: ProcessId[]): Promise<number> {
    const deadline = Date.now() + KILL_WAIT_MS
    const killed = new Set<number>()
    let seen = known
    for (;;) {
      // Read anew each round: a child that was born meanwhile is found through its parent before that is gone.
      const table = await this.#table()
      const members = membersOf(table, root, [...seen, ...(this.#markers.find(table).get(key) ?? [])])
      if (members.length === 0) return killed.size
      if (Date.now() > deadline) {
        this.#log.error({ key, pids: members.map(({ pid }) => pid) }, 'processes are still there after SIGKILL')
        return killed.size
      }
      for (const { pid } of members) {
        killed.add(pid)
        try {
          process.kill(pid, 'SIGKILL')
        } catch {
          // it ended by itself meanwhile
        }
      }
      seen = members.map(identity)
      await new Promise(resolve => setTimeout(resolve, 10))
    }
  }

  #table(): Promise<ProcessTable> {
    return this.#procfs ? Promise.resolve(readProcfs()) : readPs()
  }
}

/** Stands for a first process that is gone: no process ever has this identity. */
const NOBODY: ProcessId = { pid: -1, startTime: -1 }

const identity = ({ pid, startTime }: ProcessId): ProcessId => ({ pid, startTime })
