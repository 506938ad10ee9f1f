import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** One process of this machine. */
export interface ProcessInfo {
  pid: number
  ppid: number
  group: number
  session: number
  /** Tells a process from a later one with the same pid; compared only for equality and order. */
  startTime: number
  /** CPU time of the process and of its children that ended, in milliseconds. */
  cpuMs: number
  /** Resident set in bytes where the table holds it. */
  residentBytes?: number
  zombie: boolean
}

export type ProcessTable = Map<number, ProcessInfo>

/** Kernel ticks per second in /proc: a constant of the Linux ABI. */
const TICKS_PER_SECOND = 100

/** Parses /proc/<pid>/stat; the command in it may hold spaces and parentheses. */
export function parseStat(text: string): ProcessInfo | undefined {
  const end = text.lastIndexOf(')')
  const fields = text.slice(end + 2).split(' ')
  if (end < 0 || fields.length < 20) return undefined
  const number = (index: number) => Number(fields[index])
  const ticks = number(11) + number(12) + number(13) + number(14)
  return {
    pid: Number.parseInt(text, 10),
    ppid: number(1),
    group: number(2),
    session: number(3),
    startTime: number(19),
    cpuMs: (ticks * 1000) / TICKS_PER_SECOND,
    zombie: fields[0] === 'Z' || fields[0] === 'X',
  }
}

/** One process, or undefined when it is gone. */
export function readProcess(pid: number): ProcessInfo | undefined {
  try {
    return parseStat(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return undefined // it ended between listing and reading
  }
}

export function readProcfs(): ProcessTable {
  const table: ProcessTable = new Map()
  for (const name of readdirSync('/proc')) {
    const first = name.charCodeAt(0)
    if (first < 48 || first > 57) continue
    const info = readProcess(Number(name))
    if (info) table.set(info.pid, info)
  }
  return table
}

/** Where there is no /proc (macOS): one run of `ps`. */
export function readPs(): Promise<ProcessTable> {
  return new Promise((resolve, reject) => {
    const columns = 'pid=,ppid=,pgid=,sess=,stat=,rss=,time=,lstart='
    execFile('ps', ['-axo', columns], { env: { ...process.env, LC_ALL: 'C' } }, (error, stdout) => {
      if (error) reject(error)
      else resolve(parsePs(stdout))
    })
  })
}

export function parsePs(text: string): ProcessTable {
  const table: ProcessTable = new Map()
  for (const line of text.split('\n')) {
    const [pid, ppid, group, session, state, rss, time, ...started] = line.trim().split(/\s+/)
    if (!pid || !time) continue
    table.set(Number(pid), {
      pid: Number(pid),
      ppid: Number(ppid),
      group: Number(group),
      session: Number(session) || 0,
      startTime: Date.parse(started.join(' ')),
      cpuMs: parseCpuTime(time),
      residentBytes: Number(rss) * 1024,
      zombie: state?.startsWith('Z') ?? false,
    })
  }
  return table
}

/** `[[dd-]hh:]mm:ss[.cc]` */
function parseCpuTime(text: string): number {
  const [days, clock] = text.includes('-') ? text.split('-') : ['0', text]
  const seconds = (clock ?? '').split(':').reduce((total, part) => total * 60 + Number(part), 0)
  return (Number(days) * 86_400 + seconds) * 1000
}
