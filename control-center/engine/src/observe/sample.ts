import type { Counters } from '../run/record.ts'
import type { TrafficProfile } from '../types.ts'

/** What is known of the system at one moment. A part is null while its platform cannot be asked. */
export interface Sample {
  /** Milliseconds since the epoch. */
  at: number
  /** Replicas wanted and ready, by Deployment or StatefulSet. `settled`: all of them run the newest spec. */
  workloads: Record<string, { wanted: number; ready: number; settled: boolean }> | null
  /** Messages ready in `chat.requests`. */
  queue: { ready: number; unacked: number; consumers: number } | null
  chat: (Counters & { oldestWaitingSeconds: number | null }) | null
  traffic: TrafficProfile | null
}

/** Replies that ended in a window; seconds from accepted to the end of the reply. */
export interface ReplyStats {
  count: number
  failed: number
  p50Seconds: number | null
  p95Seconds: number | null
}

export interface Signals {
  /** The newest sample. Never waits. */
  sample(): Sample
  /** Rejects when the chat does not answer in time. */
  replies(window: { since: number; last?: number }): Promise<ReplyStats>
}
