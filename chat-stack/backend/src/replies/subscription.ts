import { randomBytes } from 'node:crypto'
import type { Logger } from '@chat-demo/common'
import { decode, encode, names } from '@chat-demo/common/amqp'
import { type ReplyEvent, replyEvent } from '@chat-demo/common/contract'
import type { Channel, ChannelModel } from 'amqplib'
import type { ReplyHub, Subscriber } from './hub.ts'

/**
 * This replica's own queue on `chat.replies`: exclusive, gone with the connection, bound to the conversations that
 * somebody here listens to. Bound per conversation and not to `#`, so that a replica is sent (and its traces show)
 * only what it passes on; a binding costs one round trip while the question is being stored anyway.
 */
export class ReplySubscription implements Subscriber {
  readonly #logger: Logger
  #open: { channel: Channel; queue: string } | undefined

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Called for every new connection; subscribes to what is listened to by then. */
  async attach(model: ChannelModel, hub: ReplyHub, fail: (reason: Error) => void): Promise<void> {
    const channel = await model.createChannel()
    channel.on('error', fail)
    channel.on('close', () => {
      if (this.#open?.channel === channel) this.#open = undefined
      fail(new Error('the channel of replies closed'))
    })
    // A name that says whose it is; one of its own for each connection, as the former's may still be locked.
    const name = `${names.replyExchange}.${randomBytes(4).toString('hex')}`
    const { queue } = await channel.assertQueue(name, { exclusive: true, autoDelete: true })
    await channel.consume(
      queue,
      delivery => {
        if (delivery === null) return fail(new Error('RabbitMQ cancelled the consumer of replies'))
        const event = decode(replyEvent, delivery.content)
        if (event === undefined) this.#logger.warn({ key: delivery.fields.routingKey }, 'an unreadable reply event')
        else hub.dispatch(delivery.fields.routingKey, event)
      },
      { noAck: true },
    )
    this.#open = { channel, queue }
    await Promise.all(hub.conversations.map(id => channel.bindQueue(queue, names.replyExchange, id)))
  }

  async bind(conversationId: string): Promise<void> {
    const open = this.#open
    if (open === undefined) return
    try {
      await open.channel.bindQueue(open.queue, names.replyExchange, conversationId)
    } catch (error) {
      // The channel is gone; the next connection binds what is listened to by then.
      this.#logger.debug({ err: error }, 'binding a conversation failed')
    }
  }

  unbind(conversationId: string): void {
    const open = this.#open
    if (open === undefined) return
    open.channel
      .unbindQueue(open.queue, names.replyExchange, conversationId)
      .catch((error: unknown) => this.#logger.debug({ err: error }, 'unbinding a conversation failed'))
  }

  /** Events are transient: lost while the broker is away, as the stored rows are the truth. */
  publish(conversationId: string, event: ReplyEvent): void {
    const open = this.#open
    if (open === undefined) return
    try {
      open.channel.publish(names.replyExchange, conversationId, encode(event), {
        persistent: false,
        contentType: 'application/json',
      })
    } catch (error) {
      this.#logger.debug({ err: error }, 'announcing an event failed')
    }
  }
}
