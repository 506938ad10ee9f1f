import tracer from 'dd-trace'

type Tags = Record<string, string | number>

type Count = 'chat.request' | 'chat.question.accepted' | 'chat.reply.ended'
type Gauge = 'chat.question.waiting' | 'chat.question.oldest_waiting'
type Distribution =
  | 'chat.first_token.duration'
  | 'chat.queue.wait'
  | 'chat.reply.duration'
  | 'chat.reply.tokens'
  | 'chat.reply.cost'

/** Our own metrics, by way of the Agent; units and tags stand in TELEMETRY.md. Never throws, never waits. */
export const metrics = {
  count(name: Count, tags: Tags = {}, by = 1): void {
    tracer.dogstatsd.increment(name, by, tags)
  },
  gauge(name: Gauge, value: number, tags: Tags = {}): void {
    tracer.dogstatsd.gauge(name, value, tags)
  },
  distribution(name: Distribution, value: number, tags: Tags = {}): void {
    tracer.dogstatsd.distribution(name, value, tags)
  },
}

/** An end of a question as it is counted, wherever it is stored. */
export interface EndedQuestion {
  outcome: 'answered' | 'failed'
  /** A code, `none` for an answer. */
  reason: string
  /** Its request was not answered 504 before. */
  withinDeadline: boolean
  /** From acceptance to end. */
  seconds: number
}

export function countEnd({ outcome, reason, withinDeadline, seconds }: EndedQuestion): void {
  metrics.count('chat.reply.ended', { outcome, reason, within_deadline: String(withinDeadline) })
  metrics.distribution('chat.reply.duration', seconds, { outcome })
}
