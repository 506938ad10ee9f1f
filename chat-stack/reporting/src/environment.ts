import { integer, serviceVariables, url, variable } from '@chat-demo/common'
import { z } from 'zod'

const jobs = ['report', 'backfill'] as const

export const variables = {
  ...serviceVariables(8082),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/chat', { secret: true }),
  AMQP_URL: url(['amqp:', 'amqps:'], 'amqp://user:password@127.0.0.1:5672', { secret: true }),
  REPORTING_JOB: variable(z.enum(jobs).default('report'), `one of ${jobs.join(', ')}`),
  /** Rows of the table that a report reads. */
  REPORTING_ROWS: integer({ min: 1, max: 10_000_000, otherwise: 400_000 }),
}
