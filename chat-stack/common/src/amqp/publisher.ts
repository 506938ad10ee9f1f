import type { ChannelModel, ConfirmChannel, MessageProperties, Options } from 'amqplib'

/** A message was not taken by the broker: it is away, refused it, routed it nowhere or did not confirm in time. */
export class NotPublishedError extends Error {
  override readonly name = 'NotPublishedError'
}

/** AMQP's own timestamp counts seconds; this one milliseconds, as Date.now() does. */
const publishedAtHeader = 'x-published-at'

/** Milliseconds since a message was published, by the clocks of publisher and consumer; undefined when it does not say. */
export function sincePublished({ headers }: MessageProperties, now: number): number | undefined {
  const publishedAt: unknown = headers?.[publishedAtHeader]
  return typeof publishedAt === 'number' ? Math.max(0, now - publishedAt) : undefined
}

interface Pending {
  reject: (error: Error) => void
}

/**
 * Publishes persistent messages and waits for the broker's confirm, in the caller's own context: nothing is queued
 * while the broker is away, the caller learns at once and keeps the message.
 */
export class ConfirmPublisher {
  #channel: ConfirmChannel | undefined
  readonly #pending = new Map<string, Pending>()

  /** Called for every new connection. */
  async attach(model: ChannelModel, fail: (reason: Error) => void): Promise<void> {
    const channel = await model.createConfirmChannel()
    channel.on('error', fail)
    channel.on('close', () => {
      if (this.#channel === channel) this.#channel = undefined
      fail(new Error('the publishing channel closed'))
    })
    // The broker returns an unroutable message before it confirms it.
    channel.on('return', returned => {
      const id = String(returned.properties.messageId)
      this.#pending.get(id)?.reject(new NotPublishedError(`no queue takes ${returned.fields.routingKey}`))
    })
    this.#channel = channel
  }

  /**
   * @param messageId unique among the messages under way; becomes the AMQP message id
   * @throws NotPublishedError
   */
  publish(exchange: string, key: string, content: Buffer, messageId: string, timeoutMs = 10_000): Promise<void> {
    const channel = this.#channel
    if (channel === undefined) return Promise.reject(new NotPublishedError('RabbitMQ is not connected'))
    return new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => settle(new NotPublishedError(`RabbitMQ did not confirm within ${timeoutMs} ms`)),
        timeoutMs,
      )
      const pending: Pending = { reject: error => settle(error) }
      const settle = (error?: Error) => {
        clearTimeout(timer)
        if (this.#pending.get(messageId) === pending) this.#pending.delete(messageId)
        if (error === undefined) resolve()
        else reject(error)
      }
      this.#pending.set(messageId, pending)
      const options: Options.Publish = {
        messageId,
        mandatory: true,
        persistent: true,
        contentType: 'application/json',
        timestamp: Math.floor(Date.now() / 1000),
        headers: { [publishedAtHeader]: Date.now() },
      }
      try {
        channel.publish(exchange, key, content, options, (error: unknown) =>
          settle(error ? new NotPublishedError(`RabbitMQ did not take it: ${messageOf(error)}`) : undefined),
        )
      } catch (error) {
        settle(new NotPublishedError(`RabbitMQ is not connected: ${messageOf(error)}`))
      }
    })
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
