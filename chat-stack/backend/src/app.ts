import { createServer, type Logger, ProblemError, type Readiness } from '@chat-demo/common'
import { describeUnavailable, isUnavailable } from '@chat-demo/common/postgres'
import type { FastifyInstance } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import { conversationRoutes } from './routes/conversations.ts'
import { messageRoutes } from './routes/messages.ts'
import { statsRoutes } from './routes/stats.ts'
import { streamRoutes } from './routes/stream.ts'
import type { Services } from './services.ts'

export interface AppOptions {
  services: Services
  logger: Logger
  readiness: Readiness
  allowedHosts: string[] | undefined
}

/** Bytes of a request; a question's own limits are lower. */
const bodyLimit = 65_536

/** A Service balances connections: kept for ever, those of one frontend would never reach a pod that came later. */
const maxRequestsPerSocket = 20

/** How long answers under way may take once the service drains. */
const drainMs = 6_000

function databaseProblem(error: Error): ProblemError | undefined {
  if (!isUnavailable(error)) return undefined
  return new ProblemError(503, `The database does not answer: ${describeUnavailable(error)}`, {
    headers: { 'retry-after': '2' },
  })
}

/** The Chat API. */
export async function createApp({ services, logger, readiness, allowedHosts }: AppOptions): Promise<FastifyInstance> {
  const server = createServer({
    logger,
    readiness,
    allowedHosts,
    bodyLimit,
    maxRequestsPerSocket,
    translateError: databaseProblem,
  })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  let drainTimer: NodeJS.Timeout | undefined
  server.addHook('preClose', async () => {
    for (const listener of services.watchers) listener.close(true)
    drainTimer = setTimeout(() => {
      for (const listener of services.answers) listener.close(true)
    }, drainMs)
  })
  server.addHook('onClose', async () => clearTimeout(drainTimer))

  for (const routes of [conversationRoutes, messageRoutes, streamRoutes, statsRoutes]) {
    await server.register(routes, { services })
  }
  return server
}
