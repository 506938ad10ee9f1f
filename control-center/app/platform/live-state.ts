import type { Run, ScenarioSummary, SteadyState } from '@chat-demo/engine'
import type { ToursView, TourView } from '../features/tour/view.ts'
import type { MonitorsState } from './widgets/model.ts'

/** How far one outside platform can be reached, as the header shows it. */
export interface PlatformStatus {
  id: 'cluster' | 'rabbitmq' | 'chat' | 'traffic' | 'datadog' | 'model'
  /** What it is, e.g. `kind-chat-demo`, `gpt-4.1-mini`. */
  name: string
  kind: 'real' | 'stand-in'
  /** What a reader should know of it. */
  note?: string
  address: string | null
  reachable: boolean | null
  /** Why it cannot be reached, in words; null while it answers. */
  problem: string | null
  /** ISO time since when `reachable` has its value. */
  since: string
}

export interface ServiceHealth {
  service: 'frontend' | 'backend' | 'worker' | 'rabbitmq' | 'postgres' | 'model' | 'traffic'
  state: 'ok' | 'warn' | 'bad' | 'recovering' | 'unknown'
  /** A few words beside the state: `steady`, `0 of 1 ready`, `recovering, 20 s`. */
  detail: string
}

export interface PodRow {
  uid: string
  name: string
  /** Owning Deployment or StatefulSet. */
  workload: string
  /** As `kubectl get pods` prints it: Running, CrashLoopBackOff, OOMKilled, Terminating … */
  status: string
  tone: 'ok' | 'warn' | 'bad' | 'recovering' | 'unknown'
  readyContainers: number
  containers: number
  containerNames: string[]
  restarts: number
  /** Bytes in use now, null when metrics.k8s.io has no figure. */
  memoryBytes: number | null
  memoryLimitBytes: number | null
  /** Bytes, one point each 5 s, oldest first, at most 24. */
  memoryHistory: number[]
  cpuCores: number | null
  lastExit: { reason: string; exitCode: number; finishedAt: string } | null
  createdAt: string
  /** Seconds until the next start while in CrashLoopBackOff, else null. */
  backOffSeconds: number | null
}

export interface EventRow {
  uid: string
  /** ISO time of the last occurrence. */
  at: string
  type: 'Normal' | 'Warning'
  reason: string
  /** `pod/backend-…`, `deployment/worker`. */
  object: string
  message: string
  count: number
}

export type TrafficProfile = 'off' | 'light' | 'medium' | 'heavy'
export interface TrafficState {
  profile: TrafficProfile | null
  perSecond: Record<TrafficProfile, number>
  /** Sent ÷ scheduled of the last full 10 s, null without one. */
  sentRatio: number | null
  problem: string | null
}

export interface QueueState {
  /** Messages ready in `chat.requests`; null while RabbitMQ cannot be asked. */
  ready: number | null
  unacked: number | null
  consumers: number | null
  publishedPerSecond: number | null
  deliveredPerSecond: number | null
  /** One point each 5 s over the last 5 min, oldest first; a null is a gap. */
  history: { at: string; ready: number | null; publishedPerSecond: number | null; deliveredPerSecond: number | null }[]
  problem: string | null
}

export interface ChatState {
  accepted: number
  answered: number
  failed: number
  waiting: number
  lost: number
  timedOut: number
  oldestWaitingSeconds: number | null
  p95Seconds: number | null
  /** One point each 5 s over the last 5 min: replies per second and p95 of the replies of that window. */
  history: {
    at: string
    answeredPerSecond: number | null
    failedPerSecond: number | null
    timedOutPerSecond: number | null
    p95Seconds: number | null
  }[]
  problem: string | null
}

/** Everything that the page shows live; the first event of the stream carries it whole. */
export interface LiveState {
  serverTime: string
  /** Changes when the control center restarts: the page then asks for a new snapshot. */
  epoch: string
  platforms: PlatformStatus[]
  services: ServiceHealth[]
  pods: PodRow[]
  events: EventRow[]
  traffic: TrafficState
  queue: QueueState
  chat: ChatState
  scenarios: ScenarioSummary[]
  /** Active and recovering first, then the newest; at most 20. */
  runs: Run[]
  steady: SteadyState
  /** Datadog's monitors of this installation; asked for while somebody is there. */
  monitors: MonitorsState
  tours: ToursView
  /** The tour that is being given; null while none is. */
  tour: TourView | null
}

/** What follows the snapshot. Lists with an identity send what changed; the rest is replaced by key. */
export type LiveDelta =
  | { kind: 'pods'; upsert: PodRow[]; remove: string[] }
  | { kind: 'events'; upsert: EventRow[]; remove: string[] }
  | { kind: 'runs'; upsert: Run[]; remove: string[] }
  | {
      kind: 'set'
      key: 'platforms' | 'services' | 'traffic' | 'scenarios' | 'steady' | 'monitors' | 'tours' | 'tour' | 'serverTime'
      value: unknown
    }
  | { kind: 'queue'; value: Omit<QueueState, 'history'>; point: QueueState['history'][number] | null }
  | { kind: 'chat'; value: Omit<ChatState, 'history'>; point: ChatState['history'][number] | null }
