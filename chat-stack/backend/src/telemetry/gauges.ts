import type { Logger } from '@chat-demo/common'
import { describeUnavailable } from '@chat-demo/common/postgres'
import { metrics, untraced } from '@chat-demo/common/telemetry'
import type pg from 'pg'
import { readBacklog } from '../store/stats.ts'

/** The tracer sends metrics as often. */
const everyMs = 10_000

/** Reports the questions that wait for an answer until it is stopped. @returns stops it */
export function startGauges(pool: pg.Pool, logger: Logger): () => void {
  const report = async () => {
    try {
      const { waiting, oldestSeconds } = await readBacklog(pool)
      metrics.gauge('chat.question.waiting', waiting)
      metrics.gauge('chat.question.oldest_waiting', oldestSeconds)
    } catch (error) {
      // No value is what the gauge says of a database that is away.
      logger.debug({ reason: describeUnavailable(error) }, 'the waiting questions could not be counted')
    }
  }
  const timer = setInterval(() => void untraced(report), everyMs)
  return () => clearInterval(timer)
}
