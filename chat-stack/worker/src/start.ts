import { setMaxListeners } from 'node:events'
import { createServer, type Environment, type ServiceContext } from '@chat-demo/common'
import { assertTopology, Broker, encode, names } from '@chat-demo/common/amqp'
import type { ReplyEvent } from '@chat-demo/common/contract'
import { createPool } from '@chat-demo/common/postgres'
import { countEnd } from '@chat-demo/common/telemetry'
import type { Channel } from 'amqplib'
import { answerQuestion, fail } from './answer.ts'
import { variables } from './environment.ts'
import { createModel } from './model/model.ts'
import { readPrompt } from './prompts.ts'
import { consumeDeadLetters } from './queue/dead-letters.ts'
import { RequestConsumer } from './queue/requests.ts'
import { traceAnswer } from './telemetry/answer-trace.ts'
import { createTurns } from './turns.ts'

/** A reply takes some seconds: with a limit, what is beyond so many of them waits in the queue, where it is seen. */
const SECONDS_AHEAD = 5

function atOnce({ WORKER_CONCURRENCY, WORKER_MAX_PER_SECOND }: Environment<typeof variables>): number {
  if (WORKER_MAX_PER_SECOND === undefined) return WORKER_CONCURRENCY
  return Math.min(WORKER_CONCURRENCY, Math.max(2, Math.ceil(WORKER_MAX_PER_SECOND * SECONDS_AHEAD)))
}

/** How long replies under way may take once the service drains. */
const drainMs = 7_000

/** Opens everything in order; resolves when the service is ready. @returns the address it listens on */
export async function startWorker({
  env,
  logger,
  readiness,
  closers,
}: ServiceContext<Environment<typeof variables>>): Promise<string> {
  // A reply takes seconds of the model and milliseconds of the database.
  const pool = createPool({ url: env.DATABASE_URL, name: 'worker', logger, max: 10, statementTimeoutMs: 10_000 })
  closers.add('database pool', () => pool.end())

  const stopping = new AbortController()
  const aborting = new AbortController()
  // Every question under way listens; their number is bounded by the concurrency, and no listener outlives its question.
  setMaxListeners(0, stopping.signal, aborting.signal)
  let replies: Channel | undefined
  // Deltas and ends are transient: while the broker is away they are lost, and the stored row is the truth.
  const publish = (conversationId: string, event: ReplyEvent) => {
    try {
      replies?.publish(names.replyExchange, conversationId, encode(event), {
        persistent: false,
        contentType: 'application/json',
      })
    } catch (error) {
      logger.debug({ err: error }, 'an event was not published')
    }
  }

  const dependencies = {
    pool,
    complete: createModel({ baseUrl: env.OPENAI_BASE_URL, apiKey: env.OPENAI_API_KEY, model: env.OPENAI_MODEL }),
    takeTurn: createTurns(env.WORKER_MAX_PER_SECOND, stopping.signal),
    publish,
    systemPrompt: readPrompt(env.PROMPT_NAME),
    logger,
    stopping: stopping.signal,
    aborted: aborting.signal,
  }
  const consumer = new RequestConsumer({
    concurrency: atOnce(env),
    logger,
    handle: (request, arrival) =>
      traceAnswer(request, arrival, stopping.signal, trace =>
        answerQuestion(request, arrival.redelivered, trace, dependencies),
      ),
  })
  const broker = await Broker.open({
    url: env.AMQP_URL,
    name: 'worker',
    logger,
    setup: async (model, giveUp) => {
      const channel = await model.createChannel()
      channel.on('error', giveUp)
      channel.on('close', () => {
        if (replies === channel) replies = undefined
        giveUp(new Error('the channel of replies closed'))
      })
      await assertTopology(channel)
      replies = channel
      await consumeDeadLetters(
        model,
        {
          logger,
          fail: async (messageId, failure) => {
            const end = await fail(messageId, failure, dependencies)
            if (end !== undefined) countEnd({ outcome: 'failed', reason: failure.code, ...end })
          },
        },
        giveUp,
      )
      await consumer.attach(model, giveUp)
    },
    flush: async () => {
      await replies?.close()
      await consumer.close()
    },
  })
  closers.add('broker', () => broker.close())
  closers.add('questions', async () => {
    stopping.abort()
    const timer = setTimeout(() => aborting.abort(), drainMs)
    await consumer.stop()
    clearTimeout(timer)
    aborting.abort()
  })

  readiness.dependency('rabbitmq', () => broker.state)
  const server = createServer({ logger, readiness, allowedHosts: env.ALLOWED_HOSTS })
  closers.add('http server', () => server.close())
  const address = await server.listen({ host: env.HOST, port: env.PORT })
  readiness.ready()
  logger.info({ address, model: env.OPENAI_MODEL, prompt: env.PROMPT_NAME }, 'ready')
  return address
}

export { variables }
