import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** A pid alone may belong to somebody else tomorrow; with its start time it names one process for ever. */
export interface ProcessIdentity {
  pid: number
  started: string
}

/** Ended, and only waiting for its parent to take notice. */
const hasEnded = (stat: string) => /^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2))

/** Field 22 of /proc/PID/stat; the command in field 2 may hold spaces and brackets. */
export function startTimeOf(stat: string): string | null {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null
}

const parentOf = (stat: string) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])

function readStat(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ESRCH') return null
    throw error
  }
}

/** The identity of a process that runs, or null. */
export function identify(pid: number): ProcessIdentity | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid)
    const started = stat && !hasEnded(stat) && startTimeOf(stat)
    return started ? { pid, started } : null
  }
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return started ? { pid, started } : null
  } catch (error) {
    // ps says "no such process" by exit code 1 and nothing else.
    if ((error as { status?: number }).status === 1) return null
    throw error
  }
}

/** Whether exactly that process still runs. */
export function runs(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.started === identity.started
}

/** All processes that descend from `pid`, itself not among them. */
export function descendants(pid: number): ProcessIdentity[] {
  const children = new Map<number, number[]>()
  for (const [child, parent] of processTable()) children.set(parent, [...(children.get(parent) ?? []), child])
  const found: number[] = []
  const visit = (of: number) => {
    for (const child of children.get(of) ?? []) {
      found.push(child)
      visit(child)
    }
  }
  visit(pid)
  return found.map(identify).filter(identity => identity !== null)
}

function processTable(): [pid: number, parent: number][] {
  if (process.platform !== 'linux') {
    const lines = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
    return lines.map(line => line.trim().split(/\s+/).map(Number) as [number, number])
  }
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .flatMap(pid => {
      const stat = readStat(pid)
      return stat === null ? [] : [[pid, parentOf(stat)] as [number, number]]
    })
}

/** Sends a signal to exactly that process; false when it has ended, also between the question and the signal. */
export function send(signal: NodeJS.Signals, identity: ProcessIdentity): boolean {
  if (!runs(identity)) return false
  try {
    return process.kill(identity.pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
    throw error
  }
}
