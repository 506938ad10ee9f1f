import type { Logger } from '@chat-demo/common'
import { describeUnavailable, isUnavailable } from '@chat-demo/common/postgres'
import pRetry from 'p-retry'

/** Does something with the database, again and again (0.25 s to 5 s apart) while the database is away. */
export function whenDatabaseAnswers<T>(work: () => Promise<T>, logger: Logger, signal: AbortSignal): Promise<T> {
  return pRetry(work, {
    retries: Number.POSITIVE_INFINITY,
    minTimeout: 250,
    maxTimeout: 5_000,
    randomize: true,
    signal,
    shouldRetry: ({ error }) => isUnavailable(error),
    onFailedAttempt: ({ error, attemptNumber }) => {
      if (attemptNumber === 1) logger.warn({ reason: describeUnavailable(error) }, 'the database is away, holding on')
    },
  })
}
