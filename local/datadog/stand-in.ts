import type { Logger } from 'pino'
import { startDogstatsd } from './agent/dogstatsd.ts'
import { startTraceAgent } from './agent/trace-agent.ts'
import type { ApiContext } from './api/context.ts'
import { openDoorway } from './api/http/doorway.ts'
import { clientTokens } from './api/rum-applications.ts'
import { startApi } from './api/server.ts'
import { type ClusterSide, LatePodTags, startClusterSide } from './cluster-side.ts'
import type { Environment } from './environment.ts'
import { ProcessFigures } from './figures.ts'
import { Figures } from './intake/figures.ts'
import { intakeRoutes } from './intake/routes.ts'
import { startMonitors } from './monitors/index.ts'
import { metricQueries } from './query/metrics/index.ts'
import { eventSearch } from './query/search/index.ts'
import { routes } from './routes.ts'
import { sloMeasures } from './slos/index.ts'
import { openStore } from './store/duckdb-store.ts'
import { startSynthetics } from './synthetics/index.ts'

export interface StandIn {
  addresses: { api: string; agent: string; dogstatsdPort: number }
  /** When everything is there that needs the cluster; rejects when that can never be. */
  whole: Promise<void>
  /** Takes no more, writes what was taken, and ends. */
  close(): Promise<void>
}

/** Datadog evaluates each minute; a rehearsal need not wait that long. */
const EVALUATE_EVERY_MS = 15_000
/** How often it looks which synthetic tests are due. */
const DUE_EVERY_MS = 1000

/** Starts everything in order: sockets first, so that who comes early is told to come again; what reads last. */
export async function startStandIn(environment: Environment, logger: Logger): Promise<StandIn> {
  const host = environment.HOST
  const closers: (() => Promise<void> | void)[] = []
  const close = async () => {
    for (const each of closers.splice(0).reverse()) await each()
  }
  try {
    const doorway = await openDoorway({ host, port: environment.API_PORT })
    closers.push(() => doorway.close())
    const agentDoorway = await openDoorway({ host, port: environment.AGENT_PORT })
    closers.push(() => agentDoorway.close())
    const store = await openStore({
      folder: environment.DATA_DIR,
      maxAgeHours: environment.MAX_AGE_HOURS,
      maxDiskMb: environment.MAX_DISK_MB,
      onError: error => logger.error({ err: error }, 'a batch was lost'),
    })
    closers.push(() => store.close())

    const figures = new Figures()
    const own = new ProcessFigures()
    closers.push(() => own.close())
    const queries = { store, metrics: metricQueries(store), search: eventSearch(store), now: Date.now }
    const context: ApiContext = { ...queries, sloMeasures: sloMeasures(queries) }
    const pods = new LatePodTags()
    const receivers = { host, store, figures, hostName: environment.NODE_NAME, pods }
    const dogstatsd = await startDogstatsd({ ...receivers, port: environment.DOGSTATSD_PORT })
    closers.push(() => dogstatsd.close())
    await agentDoorway.close()
    const agent = await startTraceAgent({ ...receivers, port: agentDoorway.port, dogstatsd })
    closers.push(() => agent.close())

    const intake = intakeRoutes({
      apiKey: environment.API_KEY,
      clientTokens: () => clientTokens(store, environment.CLIENT_TOKENS),
      figures,
    })
    const api = await startApi({
      at: doorway,
      context,
      routes: [intake, ...routes],
      keys: { apiKey: environment.API_KEY, appKey: environment.APP_KEY },
      rateLimits: environment.RATE_LIMITS,
      allowedHosts: environment.ALLOWED_HOSTS,
      figures: () => ({
        site: environment.SITE,
        process: own.read(),
        store: store.figures(),
        receivers: figures.snapshot(),
      }),
      logger,
    })
    closers.push(() => api.close())
    const monitors = startMonitors({
      context,
      everyMs: EVALUATE_EVERY_MS,
      onFailure: ({ id, name }, error) =>
        logger.warn({ err: error, monitor: { id, name } }, 'a monitor was not evaluated'),
    })
    closers.push(() => monitors.close())
    const synthetics = startSynthetics({
      context,
      everyMs: DUE_EVERY_MS,
      onError: error => logger.error({ err: error }, 'the result of a synthetic test was not kept'),
    })
    closers.push(() => synthetics.close())

    const cluster = clusterSide(environment, { store, figures, pods, logger })
    closers.push(() => cluster.close())
    return { addresses: { api: api.url, agent: agent.url, dogstatsdPort: dogstatsd.port }, whole: cluster.ready, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Without a kubeconfig there is no cluster to look at: the stand-in only receives. */
function clusterSide(
  environment: Environment,
  rest: Omit<Parameters<typeof startClusterSide>[0], 'kubeconfig' | 'environment'>,
): ClusterSide {
  const kubeconfig = environment.KUBECONFIG
  if (kubeconfig === undefined) return { ready: Promise.resolve(), close: async () => {} }
  return startClusterSide({ kubeconfig, environment, ...rest })
}
