import { register } from 'node:module'
import tracer from 'dd-trace'
import { agentReporter } from './agent-reporter.ts'
import { nameResourcesWithoutIds } from './resources.ts'
import { isUntracedPath } from './untraced-paths.ts'

// Loaded by `node --import` before anything else of a service, so that every library is seen when it is first loaded.
// Settings come from the environment (DD_*); here stands only what has no variable.

tracer.init({
  // Imported late: a logger that is loaded before the hooks below would not get its trace ids.
  logger: agentReporter(async () =>
    (await import('../logger.ts')).createLogger(process.env.DD_SERVICE ?? 'telemetry', 'warn'),
  ),
})

const server = { blocklist: [isUntracedPath] }
tracer.use('http', { server })
tracer.use('fastify', server)
// What is forwarded for pages carries their own context, and goes to an intake that has no use for ours.
tracer.use('undici', { propagationBlocklist: [/\/api\/v2\/(?:rum|replay)$/] })
// The producer and consumer spans tell a message's way; opening channels, declaring, acknowledging tells nothing.
const messagesOnly: object = { client: false }
tracer.use('amqplib', messagesOnly)
nameResourcesWithoutIds()

register('dd-trace/loader-hook.mjs', import.meta.url)
