import type { Channel } from 'amqplib'

/** Names that operators see in RabbitMQ; kept. */
export const names = {
  requestExchange: 'chat',
  requestKey: 'request',
  requestQueue: 'chat.requests',
  deadQueue: 'chat.dead',
  replyExchange: 'chat.replies',
} as const

/** Deliveries of one question beyond the first before RabbitMQ moves it to `chat.dead`. */
export const deliveryLimit = 5

/**
 * Declares what every part relies on; safe to repeat. Dead-lettering is at-least-once, which asks for `reject-publish`:
 * a question that exhausts its deliveries must not vanish between the two queues.
 */
export async function assertTopology(channel: Channel): Promise<void> {
  await channel.assertExchange(names.requestExchange, 'topic', { durable: true })
  await channel.assertExchange(names.replyExchange, 'topic', { durable: true })
  await channel.assertQueue(names.deadQueue, { durable: true, arguments: { 'x-queue-type': 'quorum' } })
  await channel.assertQueue(names.requestQueue, {
    durable: true,
    arguments: {
      'x-queue-type': 'quorum',
      'x-delivery-limit': deliveryLimit,
      'x-overflow': 'reject-publish',
      'x-dead-letter-strategy': 'at-least-once',
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': names.deadQueue,
    },
  })
  await channel.bindQueue(names.requestQueue, names.requestExchange, names.requestKey)
}
