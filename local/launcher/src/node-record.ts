import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { nodeFolder } from './cluster/start-cluster.ts'
import type { ProcessIdentity } from './process-identity.ts'

const processSchema = z.object({ pid: z.number().int(), startTime: z.number() })
const recordSchema = z.object({ root: processSchema, members: z.array(processSchema) })

/**
 * The processes of pods that the node wrote down, one file a container. They outlive a node that was killed, and this
 * start is about to remove the folder by which the next node would know them.
 */
export function podProcesses(folder = path.join(nodeFolder, 'processes')): ProcessIdentity[] {
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter(name => name.endsWith('.json'))
    .flatMap(name => {
      const { root, members } = recordSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')))
      return [root, ...members].map(({ pid, startTime }) => ({ pid, started: String(startTime) }))
    })
}
