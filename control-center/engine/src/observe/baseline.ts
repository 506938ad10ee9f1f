import { iso } from '../clock.ts'
import type { Baseline } from './conditions.ts'
import type { ReplyStats, Sample } from './sample.ts'

export const BASELINE_MS = 300_000
export const BASELINE_MESSAGES = 60
/** A queue that was hardly looked at says nothing about what is usual. */
const QUEUE_LOOKS = 10

/** From when on the system was left alone: at most five minutes back, and never into a run. */
export const baselineSince = (now: number, lastEndedAt: number | null): number =>
  Math.max(now - BASELINE_MS, lastEndedAt ?? Number.NEGATIVE_INFINITY)

/** What is usual, or what is missing to say so. */
export function baselineOf(
  since: number,
  replies: ReplyStats | null,
  samples: readonly Sample[],
): { baseline: Baseline } | { problem: string } {
  if (replies === null) return { problem: 'the chat does not answer' }
  if (replies.count < BASELINE_MESSAGES || replies.p95Seconds === null) {
    return { problem: `${replies.count} of ${BASELINE_MESSAGES} messages` }
  }
  const depths = samples.flatMap(sample => (sample.at >= since && sample.queue ? [sample.queue.ready] : []))
  if (depths.length < QUEUE_LOOKS) return { problem: `${depths.length} of ${QUEUE_LOOKS} looks at the queue` }
  return {
    baseline: {
      p95Seconds: replies.p95Seconds,
      queueMax: Math.max(...depths),
      messages: replies.count,
      since: iso(since),
    },
  }
}
