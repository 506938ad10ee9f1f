import { integer, optional, serviceVariables, url, variable } from '@chat-demo/common'
import { z } from 'zod'
import { promptNames } from './prompts.ts'

export const variables = {
  ...serviceVariables(8081),
  DATABASE_URL: url(['postgres:', 'postgresql:'], 'postgres://user:password@127.0.0.1:5432/chat', { secret: true }),
  AMQP_URL: url(['amqp:', 'amqps:'], 'amqp://user:password@127.0.0.1:5672', { secret: true }),
  OPENAI_BASE_URL: url(['http:', 'https:'], 'https://api.openai.com/v1'),
  OPENAI_API_KEY: variable(z.string().min(1), 'an API key of the model provider', { secret: true }),
  OPENAI_MODEL: variable(z.string().min(1), 'the id of a model, such as gpt-4.1-mini'),
  PROMPT_NAME: variable(z.enum(promptNames).default('concise'), `one of ${promptNames.join(', ')}`),
  /** Questions under way at once. */
  WORKER_CONCURRENCY: integer({ min: 1, max: 1_000, otherwise: 64 }),
  /** Calls of the model per second; unset: no limit. */
  WORKER_MAX_PER_SECOND: optional(
    variable(z.coerce.number<string>().positive().max(10_000), 'a number of calls per second above 0, such as 0.5'),
  ),
}
