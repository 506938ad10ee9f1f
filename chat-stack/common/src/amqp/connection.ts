import { type ChannelModel, connect, type RecoveringChannelModel } from 'amqplib'
import type { Logger } from '../logger.ts'
import type { DependencyState } from '../readiness.ts'

export interface BrokerOptions {
  url: string
  /** Shown in RabbitMQ's list of connections. */
  name: string
  logger: Logger
  /**
   * Makes channels and consumers on a new connection; runs again after every reconnect. `fail` gives the connection
   * up, so that everything is made anew: for a channel that closed or a consumer that the broker cancelled.
   */
  setup: (model: ChannelModel, fail: (reason: Error) => void) => Promise<void>
  /**
   * Closes channels in order before the connection ends: what a channel has not sent yet is not waited for by the
   * connection's own close.
   */
  flush?: () => Promise<void>
}

/**
 * A connection that comes back by itself (amqplib's recovery: exponential back-off with jitter, 0.1 s to 5 s, for
 * ever). Opening never waits for the broker.
 */
export class Broker {
  readonly #connection: RecoveringChannelModel
  readonly #listeners = new Set<() => void>()
  readonly #beginClose: () => Promise<void>
  #state: DependencyState = { ok: false, detail: 'not connected yet' }

  private constructor(connection: RecoveringChannelModel, logger: Logger, beginClose: () => Promise<void>) {
    this.#connection = connection
    this.#beginClose = beginClose
    connection.on('connect', () => {
      this.#state = { ok: true }
      logger.info('connected to RabbitMQ')
      for (const listener of this.#listeners) listener()
    })
    connection.on('disconnect', (error: Error) => this.#lost(error, logger))
    connection.on('connect-failed', (error: Error) => this.#lost(error, logger))
    connection.on('error', (error: Error) => logger.debug({ err: error }, 'RabbitMQ connection error'))
    connection.on('blocked', (reason: string) => {
      this.#state = { ok: false, detail: `RabbitMQ accepts no messages: ${reason}` }
      logger.warn({ reason }, 'RabbitMQ blocks publishers')
    })
    connection.on('unblocked', () => {
      this.#state = { ok: true }
      logger.info('RabbitMQ accepts messages again')
    })
  }

  static async open({ url, name, logger, setup, flush }: BrokerOptions): Promise<Broker> {
    let closing = false
    const connection = await connect(withHeartbeat(url), {
      timeout: 5_000,
      clientProperties: { connection_name: name },
      recovery: {
        waitForConnect: false,
        initialDelay: 100,
        maxDelay: 5_000,
        setup: async (model: ChannelModel) => {
          let closed = false
          model.on('error', error => logger.debug({ err: error }, 'RabbitMQ connection error'))
          model.on('close', () => {
            closed = true
          })
          await setup(model, reason => {
            // Channels report their end before their connection does; when it ended too, there is nothing to give up.
            setImmediate(() => {
              if (!closed && !closing) giveUp(model, reason, logger)
              closed = true
            })
          })
        },
      },
    })
    return new Broker(connection, logger, async () => {
      closing = true
      await flush?.()
    })
  }

  get state(): DependencyState {
    return this.#state
  }

  /** @returns stops calling */
  onConnect(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    await this.#beginClose()
    await this.#connection.close()
  }

  #lost(error: Error, logger: Logger): void {
    const detail = describeFailure(error)
    if (this.#state.detail !== detail) logger.warn({ reason: detail }, 'RabbitMQ is away, reconnecting')
    this.#state = { ok: false, detail }
  }
}

function giveUp(model: ChannelModel, reason: Error, logger: Logger): void {
  logger.warn({ err: reason }, 'giving up a RabbitMQ connection to make it anew')
  model.close().catch((error: unknown) => logger.debug({ err: error }, 'that connection was already closed'))
}

/** An aggregate error of a refused connection has an empty message and its code beside it. */
function describeFailure(error: Error & { code?: unknown }): string {
  const text = error.message === '' ? String(error.code ?? error.name) : error.message
  return text.split('\n', 1)[0] ?? text
}

/** Dead peers are noticed after two missed heartbeats; RabbitMQ's own suggestion of a minute is too long for people. */
function withHeartbeat(url: string): string {
  const parsed = new URL(url)
  if (!parsed.searchParams.has('heartbeat')) parsed.searchParams.set('heartbeat', '8')
  return parsed.href
}
