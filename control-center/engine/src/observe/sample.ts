import type { Counters } from '../run/record.ts'
import type { DatadogPromise } from '../scenario/promises.ts'
import type { TrafficProfile } from '../types.ts'
import type { Finding } from './pods.ts'

/** A pod as Kubernetes tells it; times in milliseconds since the epoch. */
export interface PodSample {
  name: string
  /** The Deployment or StatefulSet that it belongs to. */
  workload: string
  /** Label `tags.datadoghq.com/version`. */
  version: string | null
  /** The STATUS column of `kubectl get pods`. */
  status: string
  ready: boolean
  restarts: number
  /** The newest end of any of its containers. */
  lastEnd: { reason: string; exitCode: number; at: number } | null
}

/** What is known of the system at one moment. A part is null while its platform cannot be asked. */
export interface Sample {
  /** Milliseconds since the epoch. */
  at: number
  /** Replicas wanted and ready, by Deployment or StatefulSet. `settled`: all of them run the newest spec. */
  workloads: Record<string, { wanted: number; ready: number; settled: boolean }> | null
  pods: PodSample[] | null
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

/** Milliseconds since the epoch. */
export interface DatadogWindow {
  /** From when on the system was left alone before the injection. */
  quietFrom: number
  injectedAt: number
  now: number
}

/** Datadog as the engine asks it. Calls reject in words that can be shown. */
export interface DatadogSignals {
  look(promise: DatadogPromise, window: DatadogWindow): Promise<Finding>
  /** Has a metric query had a value in the last ten minutes? */
  reported(query: string): Promise<boolean>
}

export interface Signals {
  /** null without an account or its stand-in: what is promised from there is not seen, and says so. */
  readonly datadog: DatadogSignals | null
  /** The newest sample. Never waits. */
  sample(): Sample
  /** Rejects when the chat does not answer in time. */
  replies(window: { since: number; last?: number }): Promise<ReplyStats>
}
