import { randomUUID } from 'node:crypto'
import { type ConfirmPublisher, names } from '@chat-demo/common/amqp'

/**
 * Sends one request as an earlier version laid it out: the text itself, and no id of a stored question. Whoever reads
 * `chat.requests` today cannot read it.
 */
export async function sendOld(publisher: ConfirmPublisher, number: number): Promise<void> {
  const body = Buffer.from(JSON.stringify({ version: 1, number, question: 'How often should I water my fern?' }))
  await publisher.publish(names.requestExchange, names.requestKey, body, `backfill-${randomUUID()}`)
}
