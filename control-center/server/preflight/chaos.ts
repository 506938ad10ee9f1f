import {
  KubernetesCluster,
  type ScenarioSummary,
  type SteadyState,
  ToxiproxyControl,
  type Workload,
} from '@chat-demo/engine'
import { type Finding, fails, fine, type Look, look } from '@chat-demo/engine/preflight'
import type { LiveState, TrafficState } from '../../app/platform/live-state.ts'
import type { PreflightOptions } from './preflight.ts'

/** Stands on a workload while a run acts on it. */
const RUN_ANNOTATION = 'chaos.datadog-chatbot-demo/run'
const AWAY_MS = 20_000

/** Looks at the way there and the way back. */
export function chaosLooks({ platform, toxiproxyUrl, clock }: PreflightOptions): Look[] {
  const { config, namespace, engine, catalog } = platform
  const cluster = new KubernetesCluster({ config, namespace, clock })
  const state = () => platform.live.snapshot()
  return [
    {
      id: 'reconciler',
      group: 'chaos',
      title: 'Reconciler',
      otherwise: 'Look at deployment/chaos-reconciler',
      take: async () => judgeHeartbeat(await cluster.readHeartbeat(), clock.now()),
    },
    {
      id: 'nothing-left',
      group: 'chaos',
      title: 'Nothing left over',
      otherwise: 'See whether the cluster and Toxiproxy answer; npm run heal takes everything back',
      take: async () => {
        const [workloads, toxics] = await Promise.all([
          cluster.listWorkloads(),
          toxiproxyUrl === undefined ? [] : new ToxiproxyControl(toxiproxyUrl).list(),
        ])
        return judgeLeftovers(state().runs, workloads, toxics)
      },
    },
    {
      id: 'scenarios',
      group: 'chaos',
      title: 'Scenarios can start',
      otherwise: 'Look at control-center/scenarios',
      take: () => judgeScenarios(engine.scenarios(), catalog.problems()),
    },
    {
      id: 'traffic',
      group: 'chaos',
      title: 'Traffic',
      otherwise: 'Look at deployment/traffic',
      take: () => judgeTraffic(state().traffic),
    },
    {
      id: 'baseline',
      group: 'chaos',
      title: 'Steady, with a baseline',
      otherwise: 'Turn on light traffic and wait a minute',
      take: () => judgeSteady(state().steady),
    },
  ]
}

/** `renewed`: the Lease's time; null when nobody ever renewed it. */
export function judgeHeartbeat(renewed: string | null, now: number): Finding {
  const todo = 'Look at deployment/chaos-reconciler: without it nothing heals when the control center ends'
  if (renewed === null) return fails('it has never reported', todo)
  const age = Math.abs(now - Date.parse(renewed))
  const words = `it reported ${Math.round(age / 1000)} s ago`
  return age > AWAY_MS ? fails(words, todo) : fine(words)
}

/** No run that is not over, no mark of ours in the cluster, no toxic of anybody. */
export function judgeLeftovers(
  runs: LiveState['runs'],
  workloads: readonly Pick<Workload, 'name' | 'annotations'>[],
  toxics: readonly { proxy: string; name: string }[],
): Finding {
  const open = runs.filter(run => run.endedAt === null).map(run => `${run.title} is ${run.state}`)
  const marked = workloads
    .filter(one => RUN_ANNOTATION in one.annotations)
    .map(one => `${one.name} is still changed by a run`)
  const standing = toxics.map(({ proxy, name }) => `toxic ${name} stands on ${proxy}`)
  const left = [...open, ...marked, ...standing]
  if (left.length === 0) return fine('no run is open, and no change of an earlier run stands')
  return fails(left.join('; '), 'Heal all (H, or npm run heal), and wait for the proof')
}

/** `problems`: files that could not be read. */
export function judgeScenarios(scenarios: readonly ScenarioSummary[], problems: readonly string[]): Finding {
  const blocked = scenarios.filter(one => one.blocked !== null)
  const free = `${scenarios.length - blocked.length} of ${scenarios.length} can be started and taken back`
  if (problems.length > 0) return fails(`${free}; not read: ${problems.join('; ')}`, 'Mend the file that is named')
  if (scenarios.length === 0) return fails('there is no scenario', 'Look at control-center/scenarios')
  if (blocked.length === 0) return fine(free)
  const reasons = [...new Set(blocked.map(one => one.blocked))].join('; ')
  const found = `${free}; not ${blocked.map(one => one.title).join(', ')}: ${reasons}`
  const todo = 'Do what the reason says, or leave them out'
  // Some need what not every platform has; what stands in the way of all of them is ours.
  return blocked.length === scenarios.length ? fails(found, todo) : look(found, todo)
}

export function judgeTraffic({ profile, perSecond, sentRatio, problem }: TrafficState): Finding {
  if (profile === null) return fails(problem ?? 'the generator has not been asked yet', 'Look at deployment/traffic')
  if (profile === 'off') return look('off', 'Turn on light traffic (T): a baseline takes 60 s')
  const words = `${profile}, ${perSecond[profile]} a second`
  if (sentRatio !== null && sentRatio < 0.95) {
    return look(`${words}, but only ${Math.round(sentRatio * 100)} % were sent in time`, 'Give the machine some quiet')
  }
  return fine(words)
}

/** Evidence is measured against what is usual. */
export function judgeSteady({ steady, checks, baseline, baselineProblem }: SteadyState): Finding {
  const off = checks.filter(check => !check.ok)
  if (off.length > 0 && steady === false) {
    return look(`not steady: ${off.map(check => `${check.title} (${check.now})`).join(', ')}`, 'Wait, or heal all')
  }
  if (baseline === null) return look(baselineProblem ?? 'no baseline yet', 'Turn on light traffic and wait a minute')
  return fine(`steady; p95 of replies ${baseline.p95Seconds.toFixed(1)} s over ${baseline.messages} messages`)
}
