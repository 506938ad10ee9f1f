import { type ConfirmPublisher, encode, names } from '@chat-demo/common/amqp'
import type { ChatRequest } from '@chat-demo/common/contract'
import type pg from 'pg'

/** @throws NotPublishedError */
export function publishQuestion(publisher: ConfirmPublisher, question: ChatRequest): Promise<void> {
  return publisher.publish(names.requestExchange, names.requestKey, encode(question), question.messageId)
}

/**
 * Publishes one question and, once RabbitMQ has confirmed it, deletes its outbox row. A failure leaves the row for the
 * sweeper.
 * @throws NotPublishedError, or what the database says
 */
export async function sendQuestion(pool: pg.Pool, publisher: ConfirmPublisher, question: ChatRequest): Promise<void> {
  await publishQuestion(publisher, question)
  await pool.query('delete from outbox where message_id = $1', [question.messageId])
}
