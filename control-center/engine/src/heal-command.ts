import { existsSync, readFileSync } from 'node:fs'
import { z } from 'zod'
import type { Clock } from './clock.ts'
import type { ClusterAccess } from './cluster/kubeconfig.ts'
import type { Variables } from './environment.ts'
import { messageOf } from './errors.ts'
import { PART_OF } from './preconditions.ts'
import { type HealResult, healAll } from './run/heal.ts'
import type { Reach } from './run/reach.ts'
import { parseRecords, type RunRecord } from './run/record.ts'

const runFileSchema = z.object({
  kubernetes: z.object({ kubeconfig: z.string().min(1), context: z.string().optional(), namespace: z.string().min(1) }),
  toxiproxy: z.object({ url: z.string().min(1) }).optional(),
})

export interface HealTarget {
  access: ClusterAccess
  namespace: string
  /** null where it is not known: its toxics are left to the reconciler then. */
  toxiproxyUrl: string | null
  /** Where that comes from, to be printed. */
  from: string
}

/**
 * Which cluster: KUBECONFIG when it is set, else what `npm start` wrote down. Throws with what to do when there is
 * neither.
 */
export function findCluster(environment: Variables, runFile: string): HealTarget {
  const { KUBECONFIG, KUBE_CONTEXT, KUBE_NAMESPACE, TOXIPROXY_URL } = environment
  if (KUBECONFIG) {
    return {
      access: { kubeconfig: KUBECONFIG, context: KUBE_CONTEXT || undefined },
      namespace: KUBE_NAMESPACE || 'chat-demo',
      toxiproxyUrl: TOXIPROXY_URL || null,
      from: 'KUBECONFIG',
    }
  }
  if (!existsSync(runFile)) {
    throw new Error(
      `nothing runs here (there is no ${runFile}) and KUBECONFIG is not set: start with npm start, or set KUBECONFIG to the cluster to heal`,
    )
  }
  let json: unknown
  try {
    json = JSON.parse(readFileSync(runFile, 'utf8'))
  } catch (error) {
    throw new Error(`${runFile} cannot be read: ${messageOf(error)}`)
  }
  const parsed = runFileSchema.safeParse(json)
  if (!parsed.success)
    throw new Error(`${runFile} does not name the cluster yet: set KUBECONFIG, or wait until npm start has started it`)
  const { kubeconfig, context, namespace } = parsed.data.kubernetes
  return {
    access: { kubeconfig, context: context || undefined },
    namespace,
    toxiproxyUrl: parsed.data.toxiproxy?.url ?? null,
    from: runFile,
  }
}

/** Heals everything and says what it did. Resolves with the exit code. */
export async function healCommand(
  reach: Reach,
  by: string,
  clock: Clock,
  print: (line: string) => void,
): Promise<0 | 1> {
  const { cluster } = reach
  const label = (await cluster.namespaceLabels())['app.kubernetes.io/part-of']
  if (label !== PART_OF) {
    print(`Refused: the namespace ${cluster.namespace} does not carry app.kubernetes.io/part-of=${PART_OF}.`)
    return 1
  }
  const results = await healAll(reach, await records(cluster, print), by, clock)
  if (results.length === 0) print(`Nothing to heal: no change of ours stands in ${cluster.namespace}.`)
  for (const result of results) for (const line of lines(result)) print(line)
  return results.some(result => result.result === 'failed') ? 1 : 0
}

async function records(cluster: Reach['cluster'], print: (line: string) => void): Promise<RunRecord[]> {
  try {
    return parseRecords((await cluster.readRecords()).value).records
  } catch (error) {
    print(`The records of runs cannot be read (${messageOf(error)}); the annotations on the workloads have to do.`)
    return []
  }
}

function lines(result: HealResult): string[] {
  const what = `deployment/${result.workload}${result.runId ? ` (run ${result.runId})` : ''}`
  if (result.result === 'failed')
    return [`FAILED   ${what}: ${result.detail}`, ...(result.byHand ? [`         by hand: ${result.byHand}`] : [])]
  const verb = {
    restored: 'healed  ',
    already: 'fine    ',
    changed_by_others: 'left    ',
    ended_early: 'ended   ',
    gone: 'gone    ',
  }[result.result]
  return [`${verb} ${what}: ${result.detail}`]
}
