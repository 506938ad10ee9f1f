import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Catalog, type Clock, Engine, systemClock } from '@chat-demo/engine'
import { type Preflight, takeLooks } from '@chat-demo/engine/preflight'
import { KubeConfig } from '@kubernetes/client-node'
import { pino } from 'pino'
import { FilmRecorder } from '../../app/platform/film/recorder.ts'
import { FilmStore } from '../../app/platform/film/store.ts'
import { endpointOf, ServiceError } from '../../app/platform/http-json.ts'
import { follow } from '../../app/platform/lenses/follow.ts'
import { Followings } from '../../app/platform/lenses/followings.ts'
import type { Insights } from '../../app/platform/lenses/insights.ts'
import type { Lenses } from '../../app/platform/lenses/lenses.ts'
import { LiveHub } from '../../app/platform/live-hub.ts'
import type { LiveState, TrafficProfile } from '../../app/platform/live-state.ts'
import { Tours } from '../../app/platform/tours/host.ts'
import { knownTo } from '../../app/platform/tours/known.ts'
import type { Boards } from '../../app/platform/widgets/boards.ts'
import { TestSignals, workerCrash, workerSpec } from '../../engine/src/testing/fixtures.ts'
import { MemoryCluster } from '../../engine/src/testing/memory-cluster.ts'
import { createApp } from '../app.ts'
import { AuditLog } from '../audit.ts'
import { Sessions } from '../auth/sessions.ts'
import { close, listen, OpenStreams } from '../listen.ts'

export const TOKEN = 'a-token-of-the-tests-0123456789abcdef'

export function emptyState(epoch: string, engine?: Engine): LiveState {
  return {
    serverTime: new Date(0).toISOString(),
    epoch,
    platforms: [],
    services: [],
    pods: [],
    events: [],
    traffic: { profile: 'off', perSecond: { off: 0, light: 1, medium: 5, heavy: 20 }, sentRatio: null, problem: null },
    queue: {
      ready: 0,
      unacked: 0,
      consumers: 1,
      publishedPerSecond: 0,
      deliveredPerSecond: 0,
      history: [],
      problem: null,
    },
    chat: {
      accepted: 0,
      answered: 0,
      failed: 0,
      waiting: 0,
      lost: 0,
      timedOut: 0,
      oldestWaitingSeconds: null,
      p95Seconds: null,
      history: [],
      problem: null,
    },
    scenarios: engine?.scenarios() ?? [],
    runs: engine?.runs() ?? [],
    steady: { steady: null, checks: [], baseline: null, baselineProblem: null },
    monitors: { rows: [], problem: null, asked: false, everySeconds: 10 },
    tours: { list: [], problems: [], active: null, usual: {} },
    tour: null,
  }
}

export interface TestServer {
  url: string
  cluster: MemoryCluster
  live: LiveHub
  folder: string
  /** What the next state's profile is; a test sets it to make a delta. */
  state: { profile: TrafficProfile; padding: string }
  /** Set to a message to have the traffic generator refuse. */
  trafficAway: { reason: string | null }
  /** Questions that the tour asked, and what becomes of them. */
  chat: { asked: string[]; status: 'waiting' | 'answered' | 'failed' }
  call(path: string, init?: RequestInit): Promise<Response>
  /** With the API token, JSON in and out. */
  script(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>
  close(): Promise<void>
}

/** The real server over real HTTP, with a cluster in memory. */
export async function startTestServer(
  options: {
    clock?: Clock
    folder?: string
    maxWaiting?: number
    boards?: Boards
    lenses?: Lenses
    chatUrl?: string
    insights?: Insights
    preflight?: () => Promise<Preflight>
    tours?: Record<string, string>
  } = {},
): Promise<TestServer> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'control-center-')))
  const clock = options.clock ?? systemClock
  const cluster = new MemoryCluster()
  cluster.apply('worker', workerSpec)
  cluster.heartbeat = new Date(clock.now()).toISOString()
  const catalog = Catalog.of([workerCrash], clock)
  const engine = new Engine({
    cluster,
    toxiproxy: null,
    workloads: cluster,
    catalog,
    signals: new TestSignals(cluster, () => clock.now()),
    clock,
    warn: () => undefined,
  })
  const state: TestServer['state'] = { profile: 'off', padding: '' }
  const trafficAway: TestServer['trafficAway'] = { reason: null }
  const chat: TestServer['chat'] = { asked: [], status: 'waiting' }
  const setProfile = async (profile: TrafficProfile) => {
    if (trafficAway.reason) throw new ServiceError(trafficAway.reason, null)
    state.profile = profile
    return profile
  }
  const toursDir = join(folder, 'tours')
  await mkdir(toursDir, { recursive: true })
  for (const [file, text] of Object.entries(options.tours ?? {})) await writeFile(join(toursDir, file), text)
  const tours = await Tours.open({
    folder: toursDir,
    progressFile: join(folder, 'tour.json'),
    rehearsalsFile: join(folder, 'rehearsals.jsonl'),
    clock,
    warn: () => undefined,
    known: () => knownTo(catalog.list(), true),
    actions: {
      setTraffic: setProfile,
      begin: request => engine.begin(request),
      healAll: who => engine.healAll(who),
      ask: async content => {
        chat.asked.push(content)
        return { conversationId: 'c-1', traceId: String(chat.asked.length).padStart(32, '0') }
      },
    },
    statusOf: async () => chat.status,
    refusalOf: () => null,
    boards: null,
    onChange: () => live.touch(),
  })
  const live = new LiveHub(epoch => {
    const next = emptyState(epoch, engine)
    next.traffic.profile = state.profile
    next.traffic.problem = state.padding || null
    return { ...next, ...tours.look(next) }
  }, clock)
  engine.start()
  tours.start()
  const warn = () => undefined
  const films = new FilmRecorder({
    store: new FilmStore(join(folder, 'runs'), warn),
    clock,
    runs: () => engine.runs(),
    scene: () => live.snapshot(),
    camera: null,
    warn,
  })
  films.start()
  const [sessions, audit] = await Promise.all([
    Sessions.open(join(folder, 'sessions.json'), clock, warn),
    AuditLog.open(join(folder, 'audit.jsonl'), warn),
  ])
  const followOne = (content: string, signal: AbortSignal) =>
    follow(
      content,
      { endpoint: endpointOf(options.chatUrl ?? 'http://127.0.0.1:9'), lenses: options.lenses ?? null, clock },
      signal,
    )
  let port = 0
  const origin = () => `http://127.0.0.1:${port}`
  const streams = new OpenStreams()
  const app = createApp({
    platform: {
      config: new KubeConfig(),
      namespace: 'chat-demo',
      engine,
      catalog,
      live,
      traffic: { setProfile },
      refreshTraffic: async () => undefined,
      lenses: options.lenses ?? null,
      follow: followOne,
      followings: new Followings(followOne),
      boards: options.boards ?? null,
      insights: options.insights ?? null,
      tours,
      films,
    },
    clock,
    sessions,
    audit,
    apiToken: TOKEN,
    preflight: options.preflight ?? (() => takeLooks([], clock)),
    log: pino({ level: 'silent' }),
    origin,
    hosts: () => [`127.0.0.1:${port}`],
    chatUrl: null,
    datadogAppUrl: null,
    clientDir: null,
    pages: null,
    opened: streams.opened,
  })
  const server: Server = await listen(app, '127.0.0.1', 0)
  port = (server.address() as AddressInfo).port

  const call: TestServer['call'] = (path, init) => fetch(`${origin()}${path}`, init)
  return {
    url: origin(),
    cluster,
    live,
    folder,
    state,
    trafficAway,
    chat,
    call,
    async script(method, path, body, headers = {}) {
      const response = await call(path, {
        method,
        headers: {
          authorization: `Bearer ${TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, body: text ? JSON.parse(text) : {}, headers: response.headers }
    },
    async close() {
      await engine.stop()
      live.stop()
      await Promise.all([tours.stop(), films.stop()])
      await close(server, streams)
      await Promise.all([audit.flush(), sessions.flush()])
      if (!options.folder) await rm(folder, { recursive: true })
    },
  }
}
