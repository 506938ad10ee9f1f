import { type Cancel, type Clock, type Engine, iso, type ReplyStats, type Sample } from '@chat-demo/engine'
import type { ChatStats } from './chat.ts'
import { eventRows } from './event-rows.ts'
import { append, POINT_MS, perSecond } from './history.ts'
import type { KubernetesView } from './kubernetes-view.ts'
import type { PlatformLabels } from './labels.ts'
import type { ChatState, LiveState, PlatformStatus, PodRow, QueueState, TrafficState } from './live-state.ts'
import { Reachability } from './platform-status.ts'
import { podRow } from './pod-rows.ts'
import type { Poller } from './poller.ts'
import type { QueueReading } from './rabbitmq.ts'
import { serviceHealth } from './service-health.ts'
import { PER_SECOND, sentRatio, type TrafficStats } from './traffic.ts'
import type { MonitorsState } from './widgets/model.ts'

const MEMORY_POINTS = 24
const MAX_RUNS = 20
const EMPTY_CHAT: ChatStats = {
  accepted: 0,
  answered: 0,
  failed: 0,
  waiting: 0,
  timedOut: 0,
  oldestWaitingSeconds: null,
}

export interface ComposerOptions {
  clock: Clock
  labels: PlatformLabels
  kubernetes: KubernetesView
  clusterAddress: string | null
  queue: Poller<QueueReading>
  stats: Poller<ChatStats>
  trafficStats: Poller<TrafficStats>
  sample: () => Sample
  engine: Engine
  replies: (window: { since: number; last?: number }) => Promise<ReplyStats>
  datadog: {
    address: string | null
    /** Why Datadog does not answer; null while it does, undefined before it was asked. */
    problem: () => string | null | undefined
    monitors: () => MonitorsState
  }
  addresses: { rabbitmq: string; chat: string; traffic: string }
}

/** Puts together what the parts know, and keeps the histories: one point each five seconds. */
export class Composer {
  readonly #options: ComposerOptions
  readonly #reachability = new Reachability()
  readonly #memory = new Map<string, number[]>()
  #queueHistory: QueueState['history'] = []
  #chatHistory: ChatState['history'] = []
  #lastStats: { at: number; stats: ChatStats } | null = null
  /** The newest counters: while the chat is away its last ones stay, beside the problem. */
  #knownStats: ChatStats | null = null
  #p95Seconds: number | null = null
  #cancel: Cancel = () => undefined

  constructor(options: ComposerOptions) {
    this.#options = options
  }

  start(): void {
    this.#cancel = this.#options.clock.every(POINT_MS, () => void this.#point())
  }

  stop(): void {
    this.#cancel()
  }

  /** All but the tours, which are judged by it. */
  compose(epoch: string): Omit<LiveState, 'tour' | 'tours'> {
    const { clock, engine, kubernetes } = this.#options
    const now = clock.now()
    const platforms = this.#platforms(now)
    const usage = kubernetes.usage.value()
    const pods: PodRow[] = (kubernetes.pods() ?? [])
      .map(pod => {
        const name = pod.metadata?.name ?? ''
        return podRow(pod, usage?.get(name) ?? null, this.#memory.get(name) ?? [], now)
      })
      .sort((a, b) => a.name.localeCompare(b.name))
    const queue = this.#queue()
    const chat = this.#chat()
    const traffic = this.#traffic(now)
    const runs = engine.runs().slice(0, MAX_RUNS)
    const steady = engine.steady()
    const { workloads } = this.#options.sample()
    return {
      serverTime: iso(now),
      epoch,
      platforms,
      services: serviceHealth({
        now,
        platforms,
        workloads,
        pods,
        queue,
        chat,
        traffic,
        runs,
        queueMax: steady.baseline?.queueMax ?? null,
      }),
      pods,
      events: eventRows(kubernetes.events() ?? []),
      traffic,
      queue,
      chat,
      scenarios: engine.scenarios(),
      runs,
      steady,
      monitors: this.#options.datadog.monitors(),
    }
  }

  #platforms(now: number): PlatformStatus[] {
    const { labels, kubernetes, queue, stats, trafficStats, addresses, clusterAddress, datadog } = this.#options
    const status = (platform: Parameters<Reachability['status']>[0], problem: string | null | undefined) =>
      this.#reachability.status(platform, problem, now)
    return [
      status({ id: 'cluster', ...labels.cluster, address: clusterAddress }, kubernetes.problem()),
      status({ id: 'rabbitmq', name: 'RabbitMQ', kind: 'real', address: addresses.rabbitmq }, queue.problem()),
      status({ id: 'chat', name: 'Chat', kind: 'real', address: addresses.chat }, stats.problem()),
      status({ id: 'traffic', name: 'Traffic', kind: 'real', address: addresses.traffic }, trafficStats.problem()),
      ...(labels.datadog
        ? [status({ id: 'datadog', ...labels.datadog, address: datadog.address }, datadog.problem())]
        : []),
      status({ id: 'model', ...labels.model, address: null }, undefined),
    ]
  }

  #queue(): QueueState {
    const { queue } = this.#options
    const none: QueueReading = {
      ready: null,
      unacked: null,
      consumers: null,
      publishedPerSecond: null,
      deliveredPerSecond: null,
    }
    return { ...(queue.value() ?? none), history: this.#queueHistory, problem: queue.problem() ?? null }
  }

  #chat(): ChatState {
    const { stats } = this.#options
    this.#knownStats = stats.value() ?? this.#knownStats
    const known = this.#knownStats ?? EMPTY_CHAT
    return {
      ...known,
      lost: known.accepted - known.answered - known.failed - known.waiting,
      p95Seconds: this.#p95Seconds,
      history: this.#chatHistory,
      problem: stats.problem() ?? null,
    }
  }

  #traffic(now: number): TrafficState {
    const { trafficStats } = this.#options
    const stats = trafficStats.value()
    return {
      profile: stats?.profile ?? null,
      perSecond: PER_SECOND,
      sentRatio: stats ? sentRatio(stats.windows, now) : null,
      problem: trafficStats.problem() ?? null,
    }
  }

  /** One more point of every history. */
  async #point(): Promise<void> {
    const { clock, queue, stats, kubernetes } = this.#options
    const at = clock.now()
    const reading = queue.value()
    this.#queueHistory = append(this.#queueHistory, {
      at: iso(at),
      ready: reading?.ready ?? null,
      publishedPerSecond: reading?.publishedPerSecond ?? null,
      deliveredPerSecond: reading?.deliveredPerSecond ?? null,
    })
    this.#rememberMemory(kubernetes)
    const now = stats.value()
    const before = this.#lastStats
    this.#lastStats = now && { at, stats: now }
    const rate = (key: 'answered' | 'failed' | 'timedOut') =>
      perSecond(before?.stats[key], now?.[key], at - (before?.at ?? at))
    const [p95Seconds, last] = await Promise.all([this.#p95(at - POINT_MS), this.#p95(at - 60 * POINT_MS, 60)])
    this.#p95Seconds = last
    this.#chatHistory = append(this.#chatHistory, {
      at: iso(at),
      answeredPerSecond: rate('answered'),
      failedPerSecond: rate('failed'),
      timedOutPerSecond: rate('timedOut'),
      p95Seconds,
    })
  }

  /** null without a reply in the window, and while the chat does not answer: that is told beside it. */
  async #p95(since: number, last?: number): Promise<number | null> {
    try {
      return (await this.#options.replies({ since, last })).p95Seconds
    } catch {
      return null
    }
  }

  #rememberMemory(kubernetes: KubernetesView): void {
    const names = new Set((kubernetes.pods() ?? []).map(pod => pod.metadata?.name))
    for (const name of this.#memory.keys()) if (!names.has(name)) this.#memory.delete(name)
    for (const [name, { memoryBytes }] of kubernetes.usage.value() ?? []) {
      if (names.has(name))
        this.#memory.set(name, append(this.#memory.get(name) ?? [], memoryBytes).slice(-MEMORY_POINTS))
    }
  }
}
