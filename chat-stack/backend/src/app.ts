import { createServer, type Logger, ProblemError, type Readiness, sendProblem } from '@chat-demo/common'
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

/** How long answers under way may take once the service drains. */
const drainMs = 7_000

/** The Chat API. */
export async function createApp({ services, logger, readiness, allowedHosts }: AppOptions): Promise<FastifyInstance> {
  const server = createServer({ logger, readiness, allowedHosts, bodyLimit })
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  const respond = server.errorHandler
  server.setErrorHandler((error: Error, request, reply) => {
    if (!(error instanceof ProblemError) && isUnavailable(error)) {
      const detail = `The database does not answer: ${describeUnavailable(error)}`
      return sendProblem(reply, 503, detail, { headers: { 'retry-after': '2' } })
    }
    return respond.call(server, error as Parameters<typeof respond>[0], request, reply)
  })

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
