import type { Cluster } from '../cluster/cluster.ts'
import { ClusterError } from '../errors.ts'
import { readRun } from '../run/annotation.ts'
import { isInForce, type RunRecord } from '../run/record.ts'
import { TOXIPROXY } from '../scenario/schema.ts'
import { runOfToxic, type StandingToxic, type ToxicControl } from './toxic.ts'

/**
 * Removes toxics that carry the name of a run and belong to none that stands: somebody took the annotation away, or a
 * control center was killed at the wrong moment. Resolves with what was removed; rejects when that cannot be found out.
 */
export async function sweepToxics(
  cluster: Cluster,
  toxiproxy: ToxicControl,
  records: readonly RunRecord[],
): Promise<StandingToxic[]> {
  // Asked first: a toxic that is there then has had its annotation before.
  const ours = (await toxiproxy.list()).filter(toxic => runOfToxic(toxic.name) !== null)
  if (ours.length === 0) return []
  const explained = new Set(records.filter(record => isInForce(record.run)).map(record => record.run.id))
  const standing = await standingRun(cluster)
  if (standing !== null) explained.add(standing)
  const orphans = ours.filter(({ name }) => !explained.has(runOfToxic(name) ?? ''))
  for (const toxic of orphans) await toxiproxy.remove(toxic)
  return orphans
}

async function standingRun(cluster: Cluster): Promise<string | null> {
  try {
    const annotation = readRun((await cluster.readWorkload(TOXIPROXY)).annotations)
    return 'value' in annotation ? annotation.value.id : null
  } catch (error) {
    if (error instanceof ClusterError && error.kind === 'not-found') return null
    throw error
  }
}
