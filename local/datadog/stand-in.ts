import type { Logger } from 'pino'
import { startDogstatsd } from './agent/dogstatsd.ts'
import { startTraceAgent } from './agent/trace-agent.ts'
import type { ApiContext } from './api/context.ts'
import { openDoorway } from './api/http/doorway.ts'
import { clientTokens } from './api/rum-applications.ts'
import { startApi } from './api/server.ts'
import type { Environment } from './environment.ts'
import { ProcessFigures } from './figures.ts'
import { Figures } from './intake/figures.ts'
import { intakeRoutes } from './intake/routes.ts'
import { QueryError } from './query/error.ts'
import { eventSearch } from './query/search/index.ts'
import { routes } from './routes.ts'
import { openStore } from './store/duckdb-store.ts'

export interface StandIn {
  addresses: { api: string; agent: string; dogstatsdPort: number }
  /** Takes no more, writes what was taken, and ends. */
  close(): Promise<void>
}

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
    const store = await openStore({
      folder: environment.DATA_DIR,
      maxAgeHours: environment.MAX_AGE_HOURS,
      maxDiskMb: environment.MAX_DISK_MB,
      onError: error => logger.error({ err: error }, 'a batch was lost'),
    })
    closers.push(() => store.close())

    const figures = new Figures()
    const process = new ProcessFigures()
    closers.push(() => process.close())
    const unanswered = () => Promise.reject(new QueryError('The metric language is not wired yet.'))
    const metrics = { timeseries: unanswered, scalar: unanswered }
    const context: ApiContext = { store, metrics, search: eventSearch(store), now: Date.now }
    const receivers = { host, store, figures, hostName: environment.NODE_NAME }
    const dogstatsd = await startDogstatsd({ ...receivers, port: environment.DOGSTATSD_PORT })
    closers.push(() => dogstatsd.close())
    const agent = await startTraceAgent({ ...receivers, port: environment.AGENT_PORT, dogstatsd })
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
        process: process.read(),
        store: store.figures(),
        receivers: figures.snapshot(),
      }),
      logger,
    })
    closers.push(() => api.close())
    return { addresses: { api: api.url, agent: agent.url, dogstatsdPort: dogstatsd.port }, close }
  } catch (error) {
    await close()
    throw error
  }
}
