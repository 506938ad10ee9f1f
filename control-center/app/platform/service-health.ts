import type { Run } from '@chat-demo/engine'
import type { ChatState, PlatformStatus, PodRow, QueueState, ServiceHealth, TrafficState } from './live-state.ts'

export interface HealthInput {
  now: number
  platforms: PlatformStatus[]
  /** Replicas by Deployment or StatefulSet; null while the cluster does not answer. */
  workloads: Record<string, { wanted: number; ready: number; settled: boolean }> | null
  pods: PodRow[]
  queue: QueueState
  chat: ChatState
  traffic: TrafficState
  runs: Run[]
  /** Usual maximum of waiting messages; null without a baseline. */
  queueMax: number | null
}

type Verdict = Omit<ServiceHealth, 'service'>

/** Points of the chat's history that count as "lately": half a minute. */
const LATELY = 6
/** Waiting messages that are worth a word when nothing is known of what is usual. */
const MANY_WAITING = 5

const steady: Verdict = { state: 'ok', detail: 'steady' }

/** Each service's state in a few words, worst news first. */
export function serviceHealth(input: HealthInput): ServiceHealth[] {
  return [
    { service: 'frontend', ...(pods(input, 'frontend') ?? recovering(input, 'frontend') ?? frontend(input)) },
    { service: 'backend', ...(pods(input, 'backend') ?? recovering(input, 'backend') ?? backend(input)) },
    { service: 'worker', ...(pods(input, 'worker') ?? recovering(input, 'worker') ?? steady) },
    { service: 'rabbitmq', ...(pods(input, 'rabbitmq') ?? rabbitmq(input)) },
    { service: 'postgres', ...(pods(input, 'postgres') ?? steady) },
    { service: 'model', ...model(input) },
    { service: 'traffic', ...(pods(input, 'traffic') ?? traffic(input)) },
  ]
}

/** What the workload's pods say; null when there is nothing to say against them. */
function pods({ workloads, pods: rows }: HealthInput, name: string): Verdict | null {
  if (workloads === null) return { state: 'unknown', detail: 'cluster away' }
  const workload = workloads[name]
  if (!workload) return { state: 'bad', detail: 'not installed' }
  const { wanted, ready, settled } = workload
  if (wanted === 0) return { state: 'bad', detail: 'scaled to 0' }
  const own = rows.filter(pod => pod.workload === name && pod.status !== 'Terminating')
  const broken = own.find(pod => pod.tone === 'bad')
  if (ready < wanted) {
    if (broken) return { state: 'bad', detail: broken.status }
    const starting = own.some(pod => pod.tone === 'recovering' || pod.tone === 'warn')
    return {
      state: starting ? 'recovering' : 'bad',
      detail: starting ? `starting, ${ready} of ${wanted} ready` : `${ready} of ${wanted} ready`,
    }
  }
  if (broken) return { state: 'warn', detail: `one pod ${broken.status}` }
  return settled ? null : { state: 'recovering', detail: 'rolling out' }
}

function recovering({ runs, now }: HealthInput, name: string): Verdict | null {
  const run = runs.find(one => one.state === 'recovering' && one.target === `deployment/${name}`)
  if (!run?.healRequestedAt) return null
  const seconds = Math.max(0, Math.round((now - Date.parse(run.healRequestedAt)) / 1000))
  return { state: 'recovering', detail: `recovering, ${seconds} s` }
}

const away = ({ platforms }: HealthInput, id: PlatformStatus['id']): boolean =>
  platforms.some(platform => platform.id === id && platform.reachable === false)

/** The chat is asked through the frontend: no answer at all is the frontend's, an error the backend's. */
function frontend(input: HealthInput): Verdict {
  const { problem } = input.chat
  if (away(input, 'chat') && problem && !problem.startsWith('it answered'))
    return { state: 'bad', detail: 'does not answer' }
  return steady
}

function backend(input: HealthInput): Verdict {
  const { chat } = input
  if (away(input, 'chat'))
    return chat.problem?.startsWith('it answered')
      ? { state: 'bad', detail: chat.problem.slice(3, 40) }
      : { state: 'unknown', detail: 'not reached' }
  const timedOut = lately(chat, 'timedOutPerSecond')
  if (timedOut > 0) return { state: 'warn', detail: `${Math.max(1, Math.round(timedOut * 5))} timed out` }
  return steady
}

/** Sum of a rate over the newest points; times their five seconds it is a count. */
const lately = (chat: ChatState, key: 'timedOutPerSecond' | 'failedPerSecond' | 'answeredPerSecond'): number =>
  chat.history.slice(-LATELY).reduce((sum, point) => sum + (point[key] ?? 0), 0)

function rabbitmq(input: HealthInput): Verdict {
  const { queue, queueMax } = input
  if (away(input, 'rabbitmq')) return { state: 'bad', detail: 'does not answer' }
  if (queue.ready === null) return { state: 'unknown', detail: 'not asked yet' }
  if (queue.ready > Math.max(queueMax ?? 0, MANY_WAITING)) return { state: 'warn', detail: `${queue.ready} waiting` }
  return steady
}

function model(input: HealthInput): Verdict {
  const failed = Math.round(lately(input.chat, 'failedPerSecond') * 5)
  if (failed > 0) return { state: 'bad', detail: `${failed} replies failed` }
  if (away(input, 'chat')) return { state: 'unknown', detail: 'not seen' }
  if (lately(input.chat, 'answeredPerSecond') > 0) return steady
  return { state: 'unknown', detail: 'not asked lately' }
}

function traffic(input: HealthInput): Verdict {
  const { profile, sentRatio } = input.traffic
  if (profile === null)
    return away(input, 'traffic')
      ? { state: 'bad', detail: 'does not answer' }
      : { state: 'unknown', detail: 'not asked yet' }
  if (sentRatio !== null && sentRatio < 0.95) return { state: 'warn', detail: `sends ${Math.round(sentRatio * 100)} %` }
  return { state: 'ok', detail: profile }
}
