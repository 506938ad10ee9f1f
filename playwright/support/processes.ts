import { readFileSync } from 'node:fs'
import path from 'node:path'
import { podOf } from './cluster.ts'
import { productFolder } from './product.ts'

/** Ends every process of a workload's container as `kill -9` does; the node is not told. */
export async function killContainer(workload: string): Promise<void> {
  const uid = (await podOf(workload)).metadata?.uid
  const file = path.join(productFolder(), 'node', 'processes', `${uid}_${workload}.json`)
  const { root, members } = JSON.parse(readFileSync(file, 'utf8')) as {
    root: { pid: number }
    members: { pid: number }[]
  }
  for (const pid of new Set([root.pid, ...members.map(member => member.pid)])) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      // A member may have ended since it was written down.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}
