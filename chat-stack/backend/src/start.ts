import type { DependencyState, Environment, ServiceContext } from '@chat-demo/common'
import { assertTopology, Broker, ConfirmPublisher } from '@chat-demo/common/amqp'
import type { ReplyEvent } from '@chat-demo/common/contract'
import { createPool } from '@chat-demo/common/postgres'
import { untraced } from '@chat-demo/common/telemetry'
import { createApp } from './app.ts'
import type { variables } from './environment.ts'
import { checkDatabase } from './health.ts'
import { migrate } from './migrate.ts'
import { Sweeper } from './outbox/sweeper.ts'
import type { LookAtQuestion } from './releases.ts'
import { ReplyHub } from './replies/hub.ts'
import { ReplySubscription } from './replies/subscription.ts'
import type { Services } from './services.ts'
import { dropExpiredKeys } from './store/questions.ts'
import { startGauges } from './telemetry/gauges.ts'

/** Inside the deadline of a reply, so that a slow store is answered 503 and not 504. */
const storeTimeoutMs = 6_000
const keyCleaningMs = 3_600_000

/**
 * Opens everything in order; resolves when the service is ready.
 * @param lookAtQuestion what this release does beyond the others
 * @returns the address it listens on
 */
export async function startBackend(
  { env, logger, readiness, closers }: ServiceContext<Environment<typeof variables>>,
  lookAtQuestion: LookAtQuestion = () => undefined,
): Promise<string> {
  const pool = createPool({ url: env.DATABASE_URL, name: 'backend', logger, max: 20, statementTimeoutMs: 5_000 })
  closers.add('database pool', () => pool.end())

  const publisher = new ConfirmPublisher()
  const subscription = new ReplySubscription(logger)
  const hub = new ReplyHub(subscription)
  const broker = await Broker.open({
    url: env.AMQP_URL,
    name: 'backend',
    logger,
    setup: async (model, fail) => {
      const channel = await model.createChannel()
      channel.on('error', fail)
      await assertTopology(channel)
      await channel.close()
      await publisher.attach(model, fail)
      await subscription.attach(model, hub, fail)
    },
  })
  closers.add('broker', () => broker.close())
  broker.onConnect(() => hub.check())

  let database: DependencyState = { ok: false, detail: 'not migrated yet' }
  let checking = false
  // A probe is answered at once with what the one before it found out.
  readiness.dependency('postgres', () => {
    if (!checking && readiness.phase === 'ready') {
      checking = true
      void checkDatabase(pool).then(state => {
        database = state
        checking = false
      })
    }
    return database
  })
  readiness.dependency('rabbitmq', () => broker.state)

  const services: Services = {
    pool,
    publisher,
    hub,
    announce: (conversationId: string, event: ReplyEvent) => {
      // Without the broker at least the listeners of this replica learn of it.
      if (broker.state.ok) subscription.publish(conversationId, event)
      else hub.dispatch(conversationId, event)
    },
    brokerState: () => broker.state,
    replyDeadlineMs: env.REPLY_DEADLINE_MS,
    storeTimeoutMs,
    lookAtQuestion,
    answers: new Set(),
    watchers: new Set(),
  }
  const app = await createApp({ services, logger, readiness, allowedHosts: env.ALLOWED_HOSTS })
  closers.add('http server', () => app.close())
  const address = await app.listen({ host: env.HOST, port: env.PORT })

  const stopping = new AbortController()
  closers.add('start', () => stopping.abort())
  await untraced(() =>
    migrate(env.MIGRATION_DATABASE_URL ?? env.DATABASE_URL, logger, stopping.signal, detail => {
      database = { ok: false, detail }
    }),
  )
  database = { ok: true }

  const sweeper = new Sweeper({
    pool,
    databaseUrl: env.DATABASE_URL,
    publisher,
    brokerConnected: () => broker.state.ok,
    afterMs: env.OUTBOX_SWEEP_AFTER_MS,
    logger,
  })
  sweeper.start()
  closers.add('outbox sweeper', () => sweeper.stop())
  broker.onConnect(() => sweeper.wake())

  const cleaning = setInterval(() => {
    untraced(() => dropExpiredKeys(pool)).catch((error: unknown) =>
      logger.warn({ err: error }, 'old idempotency keys were kept'),
    )
  }, keyCleaningMs)
  closers.add('key cleaning', () => clearInterval(cleaning))
  closers.add('gauges', startGauges(pool, logger))

  readiness.ready()
  logger.info({ address }, 'ready')
  return address
}
