import { dirname, join } from 'node:path'
import {
  Catalog,
  type Clock,
  Engine,
  isDatadogPromise,
  KubernetesCluster,
  loadKubeConfig,
  type Sample,
  type Signals,
  ToxiproxyControl,
} from '@chat-demo/engine'
import type { KubeConfig } from '@kubernetes/client-node'
import { ChatClient, type ChatStats } from './chat.ts'
import { Composer } from './composer.ts'
import { DatadogClient } from './datadog/client.ts'
import type { DatadogConnection } from './datadog/connection.ts'
import { DatadogEvidence } from './evidence-datadog.ts'
import { DatadogCamera } from './film/camera.ts'
import { FilmRecorder } from './film/recorder.ts'
import { FilmStore } from './film/store.ts'
import { watchKubernetes } from './kubernetes-view.ts'
import type { PlatformLabels } from './labels.ts'
import { follow } from './lenses/follow.ts'
import type { FollowEvent } from './lenses/follow-events.ts'
import { Followings } from './lenses/followings.ts'
import { type Insights, openInsights } from './lenses/insights.ts'
import { Lenses } from './lenses/lenses.ts'
import { LiveHub } from './live-hub.ts'
import { podSample } from './pod-rows.ts'
import { poll } from './poller.ts'
import { RabbitmqClient } from './rabbitmq.ts'
import { SloBudgets } from './slo-budgets.ts'
import { Tours } from './tours/host.ts'
import { knownTo } from './tours/known.ts'
import { TrafficClient } from './traffic.ts'
import { Boards, NO_MONITORS } from './widgets/boards.ts'

export interface PlatformOptions {
  kubeconfig: string
  context: string | undefined
  namespace: string
  rabbitmqManagementUrl: string
  /** Without it scenarios with toxics cannot be begun. */
  toxiproxyUrl: string | undefined
  chatUrl: string
  trafficUrl: string
  /** null without keys of an account. */
  datadog: DatadogConnection | null
  datadogEnv: string
  labels: PlatformLabels
  scenariosDir: string
  toursDir: string
  /** File that keeps the place of a tour; how tours went stands beside it. */
  tourStore: string
  /** Folder that keeps what runs looked like. */
  filmDir: string
  clock: Clock
  warn: (message: string) => void
}

/** Everything outside that the control center speaks to. */
export interface Platform {
  config: KubeConfig
  namespace: string
  engine: Engine
  catalog: Catalog
  live: LiveHub
  traffic: TrafficClient
  /** Datadog's dashboards and monitors; null without an account. */
  boards: Boards | null
  /** What Datadog tells beside them; null without an account. */
  insights: Insights | null
  tours: Tours
  /** What runs looked like. */
  films: FilmRecorder
  /** Traces and logs; null without an account. */
  lenses: Lenses | null
  /** Sends one message to the chat and tells how it travels. */
  follow(content: string, signal: AbortSignal): AsyncGenerator<FollowEvent>
  /** Messages that everybody may look at: those of the tour. */
  followings: Followings
  /** Asks the traffic generator again, after its profile was changed. */
  refreshTraffic(): Promise<void>
  /** Ends all watching. Resolves when what is known of runs is written down, or cannot be. */
  stop(): Promise<void>
}

/** Makes the clients, the engine and the live state, and begins to look. */
export async function openPlatform(options: PlatformOptions): Promise<Platform> {
  const { clock, warn, namespace } = options
  const config = loadKubeConfig({ kubeconfig: options.kubeconfig, context: options.context })
  const cluster = new KubernetesCluster({ config, namespace, clock })
  const catalog = await Catalog.open(options.scenariosDir, clock)
  for (const problem of catalog.problems()) warn(problem)

  const rabbitmq = new RabbitmqClient(options.rabbitmqManagementUrl, clock)
  const chat = new ChatClient(options.chatUrl)
  const traffic = new TrafficClient(options.trafficUrl)
  // What changes while the parts are being made is in the first state anyway.
  let touch = () => {}
  const onChange = () => touch()
  const kubernetes = watchKubernetes({ config, cluster, clock, onChange })
  const queue = poll({ ask: () => rabbitmq.queue(), everyMs: 1_000, clock, onChange })
  const stats = poll<ChatStats>({ ask: () => chat.stats(), everyMs: 1_000, clock, onChange })
  const trafficStats = poll({ ask: () => traffic.stats(), everyMs: 2_000, clock, onChange })

  const datadog = options.datadog && new DatadogClient(options.datadog, clock)
  const boards = datadog && new Boards({ client: datadog, env: options.datadogEnv, clock, onChange })

  const insights = datadog && openInsights(datadog, options.datadogEnv, clock)
  const lenses = datadog && new Lenses({ client: datadog, env: options.datadogEnv, clock })

  const sample = (): Sample => {
    const workloads = kubernetes.problem() === null ? kubernetes.workloads() : null
    const reading = queue.value()
    return {
      at: clock.now(),
      workloads:
        workloads &&
        Object.fromEntries(workloads.map(({ name, wanted, ready, settled }) => [name, { wanted, ready, settled }])),
      pods: kubernetes.problem() === null ? (kubernetes.pods()?.map(podSample) ?? null) : null,
      queue: reading && { ready: reading.ready ?? 0, unacked: reading.unacked ?? 0, consumers: reading.consumers ?? 0 },
      chat: stats.value(),
      traffic: trafficStats.value()?.profile ?? null,
    }
  }
  const evidence = datadog && new DatadogEvidence(datadog, options.datadogEnv, clock)
  const signals: Signals = { sample, replies: window => chat.replies(window), datadog: evidence }
  const toxiproxy = options.toxiproxyUrl === undefined ? null : new ToxiproxyControl(options.toxiproxyUrl)
  const engine = new Engine({
    cluster,
    toxiproxy,
    workloads: kubernetes.deployments,
    catalog,
    signals,
    clock,
    budgets: datadog && new SloBudgets(datadog, options.datadogEnv),
    warn,
  })
  const composer = new Composer({
    clock,
    labels: options.labels,
    kubernetes,
    clusterAddress: config.getCurrentCluster()?.server ?? null,
    queue,
    stats,
    trafficStats,
    sample,
    engine,
    replies: window => chat.replies(window),
    datadog: {
      address: options.datadog?.apiUrl ?? null,
      problem: () => datadog?.problem(),
      monitors: () => boards?.monitors() ?? NO_MONITORS,
    },
    addresses: { rabbitmq: rabbitmq.endpoint.address, chat: chat.endpoint.address, traffic: traffic.endpoint.address },
  })
  const followOne = (content: string, signal: AbortSignal) =>
    follow(content, { endpoint: chat.endpoint, lenses, clock }, signal)
  const followings = new Followings(followOne)
  const tours = await Tours.open({
    folder: options.toursDir,
    progressFile: options.tourStore,
    rehearsalsFile: join(dirname(options.tourStore), 'rehearsals.jsonl'),
    clock,
    warn,
    known: () => knownTo(catalog.list(), boards !== null),
    actions: {
      setTraffic: async profile => {
        const inForce = await traffic.setProfile(profile)
        void trafficStats.refresh()
        return inForce
      },
      begin: request => engine.begin(request),
      healAll: who => engine.healAll(who),
      ask: content => followings.begin(content),
    },
    statusOf: ({ conversationId }) => chat.statusOf(conversationId),
    refusalOf: ({ traceId }) => followings.refusalOf(traceId),
    boards,
    onChange,
  })
  const live = new LiveHub(epoch => {
    const state = composer.compose(epoch)
    return { ...state, ...tours.look(state) }
  }, clock)
  touch = () => live.touch()
  const films = new FilmRecorder({
    store: new FilmStore(options.filmDir, warn),
    clock,
    runs: () => engine.runs(),
    scene: () => live.snapshot(),
    camera:
      datadog && lenses && insights
        ? new DatadogCamera({
            client: datadog,
            env: options.datadogEnv,
            clock,
            lenses,
            episodes: spanMs => insights.slos.episodes(spanMs),
            promise: (scenario, signal) => {
              const found = catalog.get(scenario)?.promises.find(one => one.signal === signal)
              return found && isDatadogPromise(found) ? found : null
            },
            traceQuery: scenario => catalog.get(scenario)?.guide.find(item => item.where === 'traces')?.query ?? null,
          })
        : null,
    warn,
  })
  engine.onChange(onChange)
  catalog.watch(() => {
    for (const problem of catalog.problems()) warn(problem)
    onChange()
  }, warn)
  engine.start()
  composer.start()
  tours.start()
  live.start()
  films.start()

  return {
    config,
    namespace,
    engine,
    catalog,
    live,
    traffic,
    boards,
    insights,
    tours,
    films,
    lenses,
    follow: followOne,
    followings,
    refreshTraffic: () => trafficStats.refresh(),
    stop: async () => {
      for (const part of [composer, live, kubernetes, queue, stats, trafficStats]) part.stop()
      boards?.stop()
      catalog.close()
      followings.close()
      await Promise.all([engine.stop(), tours.stop(), films.stop()])
    },
  }
}
