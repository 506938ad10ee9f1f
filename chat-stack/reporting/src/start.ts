import { setTimeout as delay } from 'node:timers/promises'
import { createServer, type Environment, type ServiceContext } from '@chat-demo/common'
import { Broker, ConfirmPublisher } from '@chat-demo/common/amqp'
import { createPool, describeUnavailable, isUnavailable } from '@chat-demo/common/postgres'
import { sendOld } from './backfill.ts'
import type { variables } from './environment.ts'
import { prepare, report } from './report.ts'

const PAUSE_MS = 500

type Context = ServiceContext<Environment<typeof variables>>

/** Opens what the job needs and runs it until the service stops. @returns the address it listens on */
export async function startReporting(context: Context): Promise<string> {
  const { env, logger, readiness, closers } = context
  const server = createServer({ logger, readiness, allowedHosts: env.ALLOWED_HOSTS })
  closers.add('http server', () => server.close())
  const address = await server.listen({ host: env.HOST, port: env.PORT })
  const stopping = new AbortController()
  const round = env.REPORTING_JOB === 'report' ? await openReport(context) : await openBackfill(context)
  readiness.ready()
  logger.info({ address, job: env.REPORTING_JOB }, 'ready')
  const running = repeat(round, context, stopping.signal)
  closers.add('job', async () => {
    stopping.abort()
    await running
  })
  return address
}

async function openReport({ env, logger, closers }: Context): Promise<() => Promise<void>> {
  const pool = createPool({ url: env.DATABASE_URL, name: 'reporting', logger, max: 2, statementTimeoutMs: 60_000 })
  closers.add('database pool', () => pool.end())
  await prepare(pool, env.REPORTING_ROWS)
  return () => report(pool, logger)
}

async function openBackfill({ env, logger, closers }: Context): Promise<() => Promise<void>> {
  const publisher = new ConfirmPublisher()
  const setup: Parameters<typeof Broker.open>[0]['setup'] = (model, fail) => publisher.attach(model, fail)
  const broker = await Broker.open({ url: env.AMQP_URL, name: 'reporting', logger, setup })
  closers.add('broker', () => broker.close())
  let number = 0
  return async () => {
    number += 1
    await sendOld(publisher, number)
    if (number % 20 === 0) logger.info({ number }, 'old requests sent')
  }
}

/** Again and again, half a second apart; what the database or the broker refuse is tried again in the next round. */
async function repeat(round: () => Promise<void>, { logger }: Context, stopping: AbortSignal): Promise<void> {
  while (!stopping.aborted) {
    try {
      await round()
    } catch (error) {
      const reason = describeUnavailable(error)
      if (isUnavailable(error)) logger.warn({ reason }, 'tried again in the next round')
      else logger.error({ err: error }, 'tried again in the next round')
    }
    await delay(PAUSE_MS, undefined, { signal: stopping }).catch(() => undefined)
  }
}
