import type { Logger } from '@chat-demo/common'
import { decode, names, sincePublished } from '@chat-demo/common/amqp'
import { type ChatRequest, chatRequest } from '@chat-demo/common/contract'
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib'

interface Delivery {
  channel: Channel
  message: ConsumeMessage
}

/** How a question came here. */
export interface Arrival {
  /** An attempt before this one may have sent deltas. */
  redelivered: boolean
  /** Milliseconds between its publication and its first delivery. */
  waitMs: number | undefined
}

export interface RequestConsumerOptions {
  concurrency: number
  logger: Logger
  /** Rejects only when the question must go back into the queue. */
  handle: (request: ChatRequest, arrival: Arrival) => Promise<'ended' | 'requeue'>
}

/**
 * Takes questions from `chat.requests`, so many at once. A question that comes again while it is being answered here
 * (its connection broke, or it was published twice) is not answered twice: its deliveries are settled together.
 */
export class RequestConsumer {
  readonly #options: RequestConsumerOptions
  readonly #jobs = new Map<string, Delivery[]>()
  readonly #closed = new WeakSet<Channel>()
  #open: { channel: Channel; consumerTag: string } | undefined
  #idle: (() => void) | undefined
  #stopped = false

  constructor(options: RequestConsumerOptions) {
    this.#options = options
  }

  /** Called for every new connection. */
  async attach(model: ChannelModel, fail: (reason: Error) => void): Promise<void> {
    if (this.#stopped) return
    const channel = await model.createChannel()
    channel.on('error', fail)
    channel.on('close', () => {
      this.#closed.add(channel)
      if (this.#open?.channel === channel) this.#open = undefined
      fail(new Error('the channel of requests closed'))
    })
    await channel.prefetch(this.#options.concurrency)
    const { consumerTag } = await channel.consume(names.requestQueue, message => {
      if (message === null) fail(new Error('RabbitMQ cancelled the consumer of requests'))
      else this.#take({ channel, message })
    })
    this.#open = { channel, consumerTag }
  }

  /** Takes nothing more; resolves when nothing is under way. */
  async stop(): Promise<void> {
    this.#stopped = true
    const open = this.#open
    if (open !== undefined) {
      await open.channel.cancel(open.consumerTag).catch((error: unknown) => {
        this.#options.logger.debug({ err: error }, 'the consumer was already gone')
      })
    }
    if (this.#jobs.size === 0) return
    await new Promise<void>(resolve => {
      this.#idle = resolve
    })
  }

  /** Closes the channel once everything that was settled has been sent. */
  async close(): Promise<void> {
    await this.#open?.channel.close()
  }

  #take(delivery: Delivery): void {
    const { message } = delivery
    const request = decode(chatRequest, message.content)
    if (request === undefined) {
      this.#options.logger.warn({ messageId: message.properties.messageId }, 'an unreadable request is dead-lettered')
      this.#settle([delivery], 'reject')
      return
    }
    const job = this.#jobs.get(request.messageId)
    if (job !== undefined) {
      job.push(delivery)
      return
    }
    const deliveries = [delivery]
    this.#jobs.set(request.messageId, deliveries)
    const { redelivered } = message.fields
    const waitMs = redelivered ? undefined : sincePublished(message.properties, Date.now())
    void this.#run(request, deliveries, { redelivered, waitMs })
  }

  async #run(request: ChatRequest, deliveries: Delivery[], arrival: Arrival): Promise<void> {
    let result: 'ended' | 'requeue' = 'requeue'
    try {
      result = await this.#options.handle(request, arrival)
      if (result === 'requeue') this.#options.logger.info({ messageId: request.messageId }, 'back into the queue')
    } catch (error) {
      this.#options.logger.error({ err: error, messageId: request.messageId }, 'back into the queue')
    }
    this.#jobs.delete(request.messageId)
    this.#settle(deliveries, result)
    if (this.#jobs.size === 0) this.#idle?.()
  }

  /** A delivery of a closed channel is settled by RabbitMQ itself: it comes again. */
  #settle(deliveries: Delivery[], result: 'ended' | 'requeue' | 'reject'): void {
    for (const { channel, message } of deliveries) {
      if (this.#closed.has(channel)) continue
      try {
        if (result === 'ended') channel.ack(message)
        else channel.nack(message, false, result === 'requeue')
      } catch (error) {
        this.#options.logger.debug({ err: error }, 'the channel closed before its delivery was settled')
      }
    }
  }
}
