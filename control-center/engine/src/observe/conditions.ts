import type { Counters } from '../run/record.ts'
import type { Run, SteadyState } from '../types.ts'
import type { ReplyStats, Sample } from './sample.ts'

/** One condition of steady, at one moment. */
export interface Condition {
  id: string
  title: string
  ok: boolean
  now: string
  wanted: string
}

export type Baseline = NonNullable<SteadyState['baseline']>

export interface SteadyInput {
  sample: Sample
  /** The sample before, to tell whether a message failed since. */
  previous: Sample | null
  /** Changes of ours that still stand, in words. */
  standing: string[]
  baseline: Baseline | null
  /** Replies since the heal (or of the last minutes); null while the chat does not answer. */
  replies: ReplyStats | null
  /** For a recovery: its time, and the counters when it began. */
  heal: { at: number; start: Counters | null; everyQuestionAnswered: boolean } | null
}

const seconds = (value: number) => `${value.toFixed(2)} s`
const unknown = (what: string) => `${what} does not answer`

/** p95 may be half as slow again as the baseline, and always half a second slower. */
export const p95Limit = (baseline: Baseline): number => Math.max(1.5 * baseline.p95Seconds, baseline.p95Seconds + 0.5)

/** All conditions of "steady"; it is when each has held for 30 s in a row. */
export function steadyConditions(input: SteadyInput): Condition[] {
  return [cause(input), pods(input), queue(input), failures(input), latency(input), ...answered(input)]
}

function cause({ standing }: SteadyInput): Condition {
  return {
    id: 'cause',
    title: 'Cause gone',
    ok: standing.length === 0,
    now: standing.length === 0 ? 'nothing of ours stands' : standing.join('; '),
    wanted: 'as in the manifests',
  }
}

function pods({ sample }: SteadyInput): Condition {
  const base = { id: 'pods', title: 'Pods ready' }
  if (sample.workloads === null) return { ...base, ok: false, now: unknown('the cluster'), wanted: 'all' }
  const all = Object.entries(sample.workloads)
  const wanted = all.reduce((sum, [, one]) => sum + one.wanted, 0)
  const ready = all.reduce((sum, [, one]) => sum + Math.min(one.ready, one.wanted), 0)
  const off = all.filter(([, one]) => one.ready < one.wanted || !one.settled).map(([name]) => name)
  return {
    ...base,
    ok: off.length === 0 && wanted > 0,
    now: `${ready} of ${wanted}${off.length > 0 ? `, waiting for ${off.join(', ')}` : ''}`,
    wanted: `${wanted} of ${wanted}`,
  }
}

function queue({ sample, baseline }: SteadyInput): Condition {
  const limit = baseline?.queueMax ?? 0
  const base = { id: 'queue', title: 'Queue drained', wanted: `at most ${limit}` }
  if (sample.queue === null) return { ...base, ok: false, now: unknown('RabbitMQ') }
  return { ...base, ok: sample.queue.ready <= limit, now: `${sample.queue.ready} waiting` }
}

function failures({ sample, previous }: SteadyInput): Condition {
  const base = { id: 'failures', title: 'No failed message', wanted: 'no new one' }
  if (sample.chat === null) return { ...base, ok: false, now: unknown('the chat') }
  const before = previous?.chat?.failed ?? sample.chat.failed
  const more = sample.chat.failed - before
  return { ...base, ok: more <= 0, now: more > 0 ? `${more} more failed` : 'none' }
}

function latency({ sample, baseline, replies, heal }: SteadyInput): Condition {
  const base = { id: 'latency', title: 'p95 of the last 60 replies' }
  if (baseline === null) {
    return {
      ...base,
      ok: true,
      now: replies?.p95Seconds == null ? 'no reply' : seconds(replies.p95Seconds),
      wanted: 'no baseline to compare with',
    }
  }
  const limit = p95Limit(baseline)
  const wanted = `at most ${seconds(limit)}`
  if (replies === null || sample.chat === null) return { ...base, ok: false, now: unknown('the chat'), wanted }
  if (replies.p95Seconds === null) {
    // Without traffic there is nothing to be slow: only a question that waits would make that untrue.
    const idle = sample.chat.waiting === 0 && sample.traffic === 'off'
    return { ...base, ok: idle, now: heal ? 'no reply since the heal' : 'no reply', wanted }
  }
  return { ...base, ok: replies.p95Seconds <= limit, now: seconds(replies.p95Seconds), wanted }
}

function answered({ sample, heal }: SteadyInput): Condition[] {
  if (!heal?.everyQuestionAnswered) return []
  const base = { id: 'answered', title: 'Every question answered', wanted: 'none waiting from before the heal, 0 lost' }
  if (sample.chat === null) return [{ ...base, ok: false, now: unknown('the chat') }]
  const oldest = sample.chat.oldestWaitingSeconds
  const old = sample.chat.waiting > 0 && oldest !== null && sample.at - oldest * 1000 < heal.at
  const lost = requestsSince(heal.start, sample)?.lost ?? 0
  return [
    {
      ...base,
      ok: !old && lost === 0,
      now: `${old ? `${sample.chat.waiting} waiting, oldest ${Math.round(oldest)} s` : 'none waiting from before'}, ${lost} lost`,
    },
  ]
}

/** Differences of the chat's counters since the injection. */
export function requestsSince(start: Counters | null, sample: Sample): Run['requests'] {
  if (start === null || sample.chat === null) return null
  const now = sample.chat
  const more = (key: keyof Counters) => Math.max(0, now[key] - start[key])
  const lost = (one: Counters) => one.accepted - one.answered - one.failed - one.waiting
  return {
    accepted: more('accepted'),
    answered: more('answered'),
    failed: more('failed'),
    timedOut: more('timedOut'),
    waiting: more('waiting'),
    lost: Math.max(0, lost(now) - lost(start)),
  }
}
