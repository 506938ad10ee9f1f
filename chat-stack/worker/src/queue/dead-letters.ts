import type { Logger } from '@chat-demo/common'
import { decode, names } from '@chat-demo/common/amqp'
import { chatRequest, type Failure } from '@chat-demo/common/contract'
import type { ChannelModel, ConsumeMessage } from 'amqplib'
import { z } from 'zod'

const death = z.array(z.object({ reason: z.string() })).min(1)

/** With the code by which it is counted. */
export type DeadLetterFailure = Failure & { code: 'delivery_limit' | 'unreadable' }

/** Why RabbitMQ moved a question to `chat.dead`, as its asker reads it. */
export function failureOf(headers: Record<string, unknown> | undefined): DeadLetterFailure {
  const deaths = death.safeParse(headers?.['x-death'])
  const reason = deaths.success ? deaths.data[0]?.reason : undefined
  if (reason === 'delivery_limit') {
    return { reason: 'The question was tried several times without success.', code: 'delivery_limit', retryable: true }
  }
  return { reason: 'The question could not be read by the part that answers it.', code: 'unreadable', retryable: true }
}

/** The question that a dead letter is about: by its body, or by its AMQP message id when the body is not readable. */
export function questionOf(message: Pick<ConsumeMessage, 'content' | 'properties'>): string | undefined {
  const request = decode(chatRequest, message.content)
  if (request !== undefined) return request.messageId
  const id = z.uuid().safeParse(message.properties.messageId)
  return id.success ? id.data : undefined
}

export interface DeadLetterOptions {
  logger: Logger
  fail: (messageId: string, failure: DeadLetterFailure) => Promise<void>
}

/** Ends as failed what RabbitMQ gave up delivering. */
export async function consumeDeadLetters(
  model: ChannelModel,
  { logger, fail }: DeadLetterOptions,
  giveUp: (reason: Error) => void,
): Promise<void> {
  const channel = await model.createChannel()
  let closed = false
  channel.on('error', giveUp)
  channel.on('close', () => {
    closed = true
    giveUp(new Error('the channel of dead letters closed'))
  })
  await channel.prefetch(10)

  const settle = async (message: ConsumeMessage) => {
    const messageId = questionOf(message)
    if (messageId === undefined) logger.error({ size: message.content.length }, 'a dead letter names no question')
    else {
      const failure = failureOf(message.properties.headers)
      logger.warn({ messageId, reason: failure.reason }, 'dead letter')
      await fail(messageId, failure)
    }
    if (!closed) channel.ack(message)
  }
  await channel.consume(names.deadQueue, message => {
    if (message === null) return giveUp(new Error('RabbitMQ cancelled the consumer of dead letters'))
    settle(message).catch((error: unknown) => {
      // Not acknowledged: it comes again with the next connection.
      logger.error({ err: error }, 'a dead letter was not settled')
    })
  })
}
