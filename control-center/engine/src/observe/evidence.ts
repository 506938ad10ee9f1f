import type { RunRecord } from '../run/record.ts'
import { type DatadogPromise, isDatadogPromise, type SignalPromise } from '../scenario/promises.ts'
import type { Evidence, EvidenceSource } from '../types.ts'
import { type Finding, lookAtPods } from './pods.ts'
import type { Sample } from './sample.ts'

/** Between two looks further apart than this, something may have been there earlier than it was seen. */
export const GAP_MS = 5_000

export function sourceOf(promise: SignalPromise): EvidenceSource {
  if (isDatadogPromise(promise)) return 'datadog'
  if ('readyPods' in promise || 'pod' in promise) return 'kubernetes'
  return 'queueDepth' in promise ? 'rabbitmq' : 'chat'
}

export const pending = (promise: SignalPromise): Evidence => ({
  signal: promise.signal,
  title: promise.title,
  source: sourceOf(promise),
  withinSeconds: promise.withinSeconds,
  seenAfterSeconds: null,
  why: 'not looked at yet',
})

/** What the signals were at the injection; a part that could not be asked then takes its first answer. */
export function fillStart(start: RunRecord['start'], sample: Sample): RunRecord['start'] {
  if (start.chat !== null && start.queueReady !== null) return start
  const chat = sample.chat
  return {
    chat:
      start.chat ??
      (chat && {
        accepted: chat.accepted,
        answered: chat.answered,
        failed: chat.failed,
        waiting: chat.waiting,
        timedOut: chat.timedOut,
      }),
    queueReady: start.queueReady ?? sample.queue?.ready ?? null,
  }
}

export interface Look {
  injectedAt: number
  start: RunRecord['start']
  sample: Sample
  /** The newest that Datadog said of a promise. */
  datadog: (promise: DatadogPromise) => Finding
}

/** Is it there now, and what was found. */
function look(promise: SignalPromise, { injectedAt, start, sample, datadog }: Look): Finding {
  if (isDatadogPromise(promise)) return datadog(promise)
  if ('pod' in promise) {
    if (sample.pods === null) return { seen: null, found: 'the cluster does not answer' }
    return lookAtPods(promise.pod, sample.pods, injectedAt, sample.at)
  }
  if ('readyPods' in promise) {
    if (sample.workloads === null) return { seen: null, found: 'the cluster does not answer' }
    const { deployment, atMost } = promise.readyPods
    const ready = sample.workloads[deployment]?.ready ?? 0
    return { seen: ready <= atMost, found: `${ready} ${deployment} ${ready === 1 ? 'pod' : 'pods'} ready` }
  }
  if ('queueDepth' in promise) {
    if (sample.queue === null || start.queueReady === null) return { seen: null, found: 'RabbitMQ does not answer' }
    const found = `${sample.queue.ready} messages ready, ${start.queueReady} at the injection`
    return {
      seen: sample.queue.ready - start.queueReady >= promise.queueDepth.risesBy,
      found: withTraffic(found, sample),
    }
  }
  if (sample.chat === null || start.chat === null) return { seen: null, found: 'the chat does not answer' }
  if ('oldestWaiting' in promise) {
    const oldest = sample.chat.oldestWaitingSeconds ?? 0
    const found = withTraffic(`the oldest question waits for ${Math.round(oldest)} s`, sample)
    return { seen: oldest > promise.oldestWaiting.aboveSeconds, found }
  }
  const { name, risesBy } = promise.chatCounter
  const more = sample.chat[name] - start.chat[name]
  const words = { timedOut: 'answered 504', failed: 'failed', waiting: 'waiting' }[name]
  return { seen: more >= risesBy, found: withTraffic(`${more} more ${words} since the injection`, sample) }
}

const withTraffic = (found: string, sample: Sample) => (sample.traffic === 'off' ? `${found}; traffic is off` : found)

/** One promise after one more look. What was seen stays seen. `previousAt`: time of the look before, if any. */
export function observe(
  evidence: Evidence,
  promise: SignalPromise,
  context: Look & { previousAt: number | null },
): Evidence {
  if (evidence.seenAfterSeconds !== null) return evidence
  const { injectedAt, sample, previousAt } = context
  const { seen, found } = look(promise, context)
  if (!seen) return { ...evidence, why: seen === null ? found : `not yet: ${found}` }
  const seconds = Math.max(0, Math.round((sample.at - injectedAt) / 100) / 10)
  const unwatchedFrom = Math.max(previousAt ?? injectedAt, injectedAt)
  const late = sample.at - unwatchedFrom > GAP_MS
  return {
    ...evidence,
    seenAfterSeconds: seconds,
    why: late ? `${found}; already so when watching began again` : found,
  }
}
