import type { Logger } from '@chat-demo/common'
import type { ConfirmPublisher } from '@chat-demo/common/amqp'
import { describeUnavailable, inTransaction } from '@chat-demo/common/postgres'
import { untraced } from '@chat-demo/common/telemetry'
import pRetry from 'p-retry'
import pg from 'pg'
import { type Carrier, continueFrom } from './carrier.ts'
import { publishQuestion } from './outbox.ts'

export interface SweeperOptions {
  pool: pg.Pool
  databaseUrl: string
  publisher: ConfirmPublisher
  /** Whether RabbitMQ can be reached; while it cannot, the sweeper waits to be woken. */
  brokerConnected: () => boolean
  /** Age in milliseconds at which a row is taken over from its request. */
  afterMs: number
  logger: Logger
}

const batch = 100

/**
 * Publishes what requests could not. Asleep until a row is due: PostgreSQL's notification of a new row, and the
 * broker's return, set its timer; nothing is polled.
 */
export class Sweeper {
  readonly #options: SweeperOptions
  readonly #stopped = new AbortController()
  #listening: Promise<void> | undefined
  #client: pg.Client | undefined
  #timer: NodeJS.Timeout | undefined
  #sweeping: Promise<void> | undefined

  constructor(options: SweeperOptions) {
    this.#options = options
  }

  start(): void {
    this.#listening = untraced(() => this.#listen())
  }

  /** Looks at the outbox now: after the broker came back. */
  wake(): void {
    if (this.#stopped.signal.aborted || this.#sweeping !== undefined) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#sweeping = untraced(() => this.#sweep()).finally(() => {
      this.#sweeping = undefined
    })
  }

  async stop(): Promise<void> {
    this.#stopped.abort()
    clearTimeout(this.#timer)
    await this.#client?.end()
    await this.#listening
    await this.#sweeping
  }

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#stopped.signal.aborted) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      this.wake()
    }, delayMs)
  }

  async #sweep(): Promise<void> {
    const { pool, afterMs, logger, brokerConnected } = this.#options
    if (!brokerConnected()) return
    try {
      let swept = await this.#sweepBatch()
      while (swept.due === batch && swept.published === batch && !this.#stopped.signal.aborted) {
        swept = await this.#sweepBatch()
      }
      if (swept.published < swept.due) return this.#schedule(afterMs)
      const { rows } = await pool.query<{ wait: number | null }>(
        `select extract(epoch from min(created_at) - now()) * 1000 + $1 as wait from outbox`,
        [afterMs],
      )
      const wait = rows[0]?.wait
      if (wait !== null && wait !== undefined) this.#schedule(Math.max(250, Math.ceil(Number(wait))))
    } catch (error) {
      logger.warn({ reason: describeUnavailable(error) }, 'sweeping the outbox failed, trying again')
      this.#schedule(afterMs)
    }
  }

  /** Rows that another replica has locked are skipped. */
  #sweepBatch(): Promise<{ due: number; published: number }> {
    const { pool, publisher, afterMs, logger } = this.#options
    return inTransaction(pool, async client => {
      const { rows } = await client.query<{ message_id: string; conversation_id: string; carrier: Carrier }>(
        `select message_id, conversation_id, carrier from outbox
          where created_at <= now() - $1 * interval '1 millisecond'
          order by created_at limit ${batch} for update skip locked`,
        [afterMs],
      )
      const sent = await Promise.allSettled(
        rows.map(({ message_id: messageId, conversation_id: conversationId, carrier }) =>
          continueFrom(carrier, { 'message.id': messageId, 'conversation.id': conversationId }, () =>
            publishQuestion(publisher, { messageId, conversationId }),
          ),
        ),
      )
      const confirmed = rows.filter((_row, index) => sent[index]?.status === 'fulfilled').map(row => row.message_id)
      await client.query('delete from outbox where message_id = any($1::uuid[])', [confirmed])
      if (rows.length > 0) logger.info({ due: rows.length, published: confirmed.length }, 'outbox swept')
      return { due: rows.length, published: confirmed.length }
    })
  }

  /** Keeps one connection listening; made anew with back-off when it breaks. */
  async #listen(): Promise<void> {
    const { databaseUrl, logger } = this.#options
    const signal = this.#stopped.signal
    while (!signal.aborted) {
      try {
        const client = await pRetry(() => this.#connect(databaseUrl), {
          retries: Number.POSITIVE_INFINITY,
          minTimeout: 250,
          maxTimeout: 5_000,
          randomize: true,
          signal,
        })
        const ended = new Promise<void>(resolve => client.once('end', () => resolve()))
        this.#client = client
        if (signal.aborted) await client.end()
        this.wake()
        await ended
      } catch (error) {
        if (!signal.aborted) logger.warn({ reason: describeUnavailable(error) }, 'listening to the outbox failed')
      }
    }
  }

  async #connect(databaseUrl: string): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: databaseUrl,
      application_name: 'backend-outbox',
      connectionTimeoutMillis: 3_000,
      keepAlive: true,
    })
    client.on('error', error => this.#options.logger.debug({ err: error }, 'the listening connection broke'))
    client.on('notification', () => this.#schedule(this.#options.afterMs))
    try {
      await client.connect()
      await client.query('listen chat_outbox')
    } catch (error) {
      client
        .end()
        .catch((failure: Error) => this.#options.logger.debug({ err: failure }, 'that connection never opened'))
      throw error
    }
    return client
  }
}
