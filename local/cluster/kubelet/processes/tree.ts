import type { ProcessInfo, ProcessTable } from './table.ts'

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessId {
  pid: number
  startTime: number
}

/**
 * The living processes of a container: its first process, everything seen in it earlier (or marked as its own), whatever
 * shares the group or session of the first, and all their descendants. Children may call setsid, and orphans leave the
 * tree, so neither groups nor parents alone are enough.
 */
export function membersOf(table: ProcessTable, root: ProcessId, known: ProcessId[]): ProcessInfo[] {
  const members = new Map<number, ProcessInfo>()
  const add = (info: ProcessInfo | undefined) => {
    if (info && !members.has(info.pid)) members.set(info.pid, info)
  }
  for (const { pid, startTime } of [root, ...known]) {
    const info = table.get(pid)
    if (info?.startTime === startTime) add(info)
  }
  const children = new Map<number, ProcessInfo[]>()
  for (const info of table.values()) {
    const siblings = children.get(info.ppid)
    if (siblings) siblings.push(info)
    else children.set(info.ppid, [info])
    const shares = info.group === root.pid || info.session === root.pid
    if (shares && info.startTime >= root.startTime) add(info)
  }
  // A Map may grow while it is walked: new members are visited too.
  for (const { pid } of members.values()) for (const child of children.get(pid) ?? []) add(child)
  return [...members.values()].filter(info => !info.zombie)
}
