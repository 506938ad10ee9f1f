import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { nodeFolder } from './cluster/start-cluster.ts'
import type { ProcessIdentity } from './process-identity.ts'

const processSchema = z.object({ pid: z.number().int(), startTime: z.number() })
const recordSchema = z.object({ root: processSchema, members: z.array(processSchema) })

/** Where the node writes down the processes of its pods, one file a container, named by the pod's uid. */
export const processFolder = path.join(nodeFolder, 'processes')

/**
 * The processes of pods that the node wrote down, of all pods or of one. They outlive a node that was killed, and a new
 * start removes the folder by which the next node would know them.
 */
export function podProcesses(folder = processFolder, podUid = ''): ProcessIdentity[] {
  if (!existsSync(folder)) return []
  const found = readdirSync(folder)
    .filter(name => name.startsWith(podUid) && name.endsWith('.json'))
    .flatMap(name => {
      const { root, members } = recordSchema.parse(JSON.parse(readFileSync(path.join(folder, name), 'utf8')))
      return [root, ...members].map(({ pid, startTime }) => ({ pid, started: String(startTime) }))
    })
  return [...new Map(found.map(identity => [identity.pid, identity])).values()]
}
