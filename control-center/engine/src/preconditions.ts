import type { Right } from './cluster/cluster.ts'
import { messageOf } from './errors.ts'
import type { Signals } from './observe/sample.ts'
import type { Reach } from './run/reach.ts'
import { type Scenario, TOXIPROXY } from './scenario/schema.ts'

export const PART_OF = 'datadog-chatbot-demo'
export const RECORDS = 'chaos-runs'
export const RECONCILER = 'chaos-reconciler'

/** The reconciler says every five seconds that it is alive. */
export const HEARTBEAT_MS = 5_000
const AWAY_MS = 20_000

/** What the engine must be allowed before it changes a workload: otherwise it could not undo it. */
export const rightsFor = (workload: string): Right[] => [
  { verb: 'get', group: 'apps', resource: 'deployments', name: workload },
  { verb: 'patch', group: 'apps', resource: 'deployments', name: workload },
  { verb: 'get', group: '', resource: 'configmaps', name: RECORDS },
  { verb: 'patch', group: '', resource: 'configmaps', name: RECORDS },
]

/**
 * Is the reconciler there? Its own clock may differ from ours, so a heartbeat that moved lately by our clock counts
 * as well as one that is recent by its own.
 */
export class HeartbeatWatch {
  #last: string | null = null
  #movedAt: number | null = null

  /** Why it counts as away, or null. `renewed`: the Lease's time, null when there is none. */
  look(renewed: string | null, now: number): string | null {
    if (renewed === null) return 'it has never reported'
    if (this.#last !== null && this.#last !== renewed) this.#movedAt = now
    this.#last = renewed
    const age = Math.abs(now - Date.parse(renewed))
    if (age <= AWAY_MS || (this.#movedAt !== null && now - this.#movedAt <= AWAY_MS)) return null
    return `it last reported ${Math.round(age / 1000)} s ago`
  }
}

/** Why a change of this workload could not be undone, or null. Rejects when the cluster does not answer. */
export async function findObstacle(
  { cluster, toxiproxy }: Reach,
  workload: string,
  heartbeat: HeartbeatWatch,
  now: () => number,
): Promise<string | null> {
  const labels = await cluster.namespaceLabels()
  const label = labels['app.kubernetes.io/part-of']
  if (label !== PART_OF) {
    const found = label === undefined ? 'has no such label' : `has ${label}`
    return `The namespace ${cluster.namespace} is not this product's: it wants the label app.kubernetes.io/part-of=${PART_OF} and ${found}`
  }
  if (isChaosOff(labels)) {
    return `Chaos is switched off on the namespace ${cluster.namespace}; to switch it on: kubectl label namespace ${cluster.namespace} ${CHAOS_OFF}-`
  }
  const missing = await cluster.missingRights(rightsFor(workload))
  if (missing.length > 0) {
    const words = missing.map(({ verb, resource, name }) => `${verb} ${resource}${name ? `/${name}` : ''}`)
    return `The account lacks rights in ${cluster.namespace}: ${words.join(', ')}`
  }
  const away = heartbeat.look(await cluster.readHeartbeat(), now())
  if (away !== null) {
    return `The reconciler is away (${away}), so nobody would heal if the control center ended: look at deployment/${RECONCILER}`
  }
  if (workload !== TOXIPROXY) return null
  if (!toxiproxy) return 'The address of Toxiproxy is not known: set TOXIPROXY_URL'
  try {
    await toxiproxy.list()
    return null
  } catch (error) {
    return `Toxiproxy does not answer (${messageOf(error)}): look at deployment/${TOXIPROXY}`
  }
}

/** Why the scenario would show nothing here, or null. Never rejects: what cannot be found out counts as missing. */
export async function findUnmet(scenario: Scenario, signals: Signals): Promise<string | null> {
  for (const precondition of scenario.preconditions) {
    if (!('reported' in precondition)) continue
    const { needs, reported } = precondition
    if (!signals.datadog) return `${needs}, and Datadog, which would tell: no keys were given`
    try {
      if (!(await signals.datadog.reported(reported.query))) return `${needs}: ${reported.query} is not reported here`
    } catch (error) {
      return `${needs}; whether that is so Datadog does not tell: ${messageOf(error)}`
    }
  }
  return null
}

const profiles = ['off', 'light', 'medium', 'heavy'] as const

/** What somebody should know before: too little traffic for the promises. */
export function trafficWarnings(scenario: Scenario, signals: Signals): string[] {
  const { traffic } = signals.sample()
  if (traffic === null || traffic === 'off') return [] // said by itself, for every scenario
  return scenario.preconditions.flatMap(precondition =>
    'traffic' in precondition && profiles.indexOf(traffic) < profiles.indexOf(precondition.traffic)
      ? [`${precondition.needs} (${precondition.traffic} traffic; it is ${traffic})`]
      : [],
  )
}

/** Stands on the namespace while chaos is switched off: nothing is begun, and what stands is ended. */
export const CHAOS_OFF = 'chaos.datadog-chatbot-demo/off'

export const isChaosOff = (labels: Record<string, string>): boolean => labels[CHAOS_OFF] === 'true'
