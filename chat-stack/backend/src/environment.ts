import { integer, optional, serviceVariables, url } from '@chat-demo/common'

export const variables = {
  ...serviceVariables(8080),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/chat', { secret: true }),
  /** The same database without anything in between; unset: as DATABASE_URL. */
  MIGRATION_DATABASE_URL: optional(
    url(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/chat', { secret: true }),
  ),
  AMQP_URL: url(['amqp:', 'amqps:'], 'amqp://user:password@127.0.0.1:5672', { secret: true }),
  /** How long a request waits for the first token. */
  REPLY_DEADLINE_MS: integer({ min: 100, max: 120_000, otherwise: 15_000 }),
  /** Age at which a question that RabbitMQ has not confirmed is published again. */
  OUTBOX_SWEEP_AFTER_MS: integer({ min: 100, max: 600_000, otherwise: 5_000 }),
}
