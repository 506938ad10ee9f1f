import { readFileSync } from 'node:fs'
import type { ProcessInfo } from './table.ts'

const PAGE_BYTES = 4096

/**
 * Memory that a cgroup could not reclaim: anonymous and shared memory, each page counted once over all processes that
 * share it (`Pss_Anon` + `Pss_Shmem`). Where /proc is missing: the resident set.
 */
export function exactMemory(processes: ProcessInfo[]): number {
  return sum(processes, ({ pid, residentBytes }) => {
    if (residentBytes !== undefined) return residentBytes
    const text = read(`/proc/${pid}/smaps_rollup`)
    return field(text, 'Pss_Anon') + field(text, 'Pss_Shmem')
  })
}

/**
 * Bytes in use when that is at or above `limit`, otherwise any figure below it. The cheap upper bounds come first:
 * what stays under the limit by them stays under it by the exact figure.
 */
export function memoryAgainst(limit: number, processes: ProcessInfo[]): { bytes: number; exact: boolean } {
  const resident = sum(processes, ({ pid, residentBytes }) => residentBytes ?? residentSet(pid))
  if (resident < limit) return { bytes: resident, exact: false }
  const unreclaimable = sum(processes, ({ pid, residentBytes }) => {
    if (residentBytes !== undefined) return residentBytes
    const text = read(`/proc/${pid}/status`)
    return field(text, 'RssAnon') + field(text, 'RssShmem')
  })
  if (unreclaimable < limit) return { bytes: unreclaimable, exact: false }
  return { bytes: exactMemory(processes), exact: true }
}

function residentSet(pid: number): number {
  return Number(read(`/proc/${pid}/statm`).split(' ')[1] ?? 0) * PAGE_BYTES
}

/** A figure of /proc in bytes; 0 when the process is gone. */
function field(text: string, name: string): number {
  const start = text.indexOf(`${name}:`)
  return start < 0 ? 0 : Number.parseInt(text.slice(start + name.length + 1), 10) * 1024
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return '' // the process ended, or belongs to somebody else
  }
}

function sum(processes: ProcessInfo[], bytes: (process: ProcessInfo) => number): number {
  return processes.reduce((total, process) => total + bytes(process), 0)
}
