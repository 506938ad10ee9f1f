import type { FlowFigures, FlowView } from '../../../platform/lenses/messages/types.ts'
import type { QueueState } from '../../../platform/live-state.ts'
import type { Owner } from '../../../platform/widgets/model.ts'
import type { Tone } from '../../../ui/badge.tsx'

/** Over so long the broker's own rates are averaged: messages come one by one. */
const LIVE_MS = 30_000
const FEWEST = 3

/**
 * What Datadog says, with the broker's own figures of `chat.requests` where it can be asked: they are seconds old,
 * Datadog's half a minute.
 */
export function figuresNow(
  view: Pick<FlowView, 'now'>,
  queue: Pick<QueueState, 'ready' | 'unacked' | 'consumers' | 'history'>,
  oldestSeconds: number | null,
): FlowFigures {
  const newest = Math.max(...queue.history.map(point => Date.parse(point.at)))
  const recent = queue.history.filter(point => Date.parse(point.at) > newest - LIVE_MS)
  const mean = (values: (number | null)[]) => {
    const known = values.filter(value => value !== null)
    return known.length < FEWEST ? null : known.reduce((a, b) => a + b, 0) / known.length
  }
  const { now } = view
  return {
    ...now,
    publishedPerSecond: mean(recent.map(point => point.publishedPerSecond)) ?? now.publishedPerSecond,
    deliveredPerSecond: mean(recent.map(point => point.deliveredPerSecond)) ?? now.deliveredPerSecond,
    requestsReady: queue.ready ?? now.requestsReady,
    requestsUnacked: queue.unacked ?? now.requestsUnacked,
    workers: queue.consumers ?? now.workers,
    oldestWaiting: oldestSeconds ?? now.oldestWaiting,
  }
}

/** A step of the way, as the table lists it. */
export interface Hop {
  id: 'publish' | 'requests' | 'answer' | 'replies' | 'whole'
  owner: Owner
  name: string
  /** Messages per second that pass; null where none is counted. */
  perSecond: number | null
  /** Seconds. */
  now: number | null
  usual: number | null
  /** How many times the usual; null where either is missing. */
  ratio: number | null
  tone: Tone
}

/** Nothing that takes less long than this is worth a colour. */
const WARN_SECONDS = 0.5
const BAD_SECONDS = 1

export function hopsOf(now: FlowFigures, usual: FlowFigures): Hop[] {
  // What waits now has not been delivered yet, so no delivery tells of it; the oldest that waits does.
  const waits = longest(now.waitInRequests, waiting(now) ? now.oldestWaiting : null)
  return [
    hop('publish', 'backend', 'backend publishes', now.publishedPerSecond, now.publish, usual.publish),
    hop('requests', 'rabbitmq', 'waits in chat.requests', now.deliveredPerSecond, waits, usual.waitInRequests),
    hop('answer', 'worker', 'worker answers', now.deliveredPerSecond, now.answer, usual.answer),
    hop(
      'replies',
      'rabbitmq',
      'reply parts to backend',
      now.repliesInPerSecond,
      now.waitInReplies,
      usual.waitInReplies,
    ),
    hop('whole', 'backend', 'accepted to replied', null, now.wholeReply, usual.wholeReply),
  ]
}

const waiting = ({ requestsReady }: FlowFigures) => (requestsReady ?? 0) > 0

function longest(a: number | null, b: number | null): number | null {
  return a === null || b === null ? (a ?? b) : Math.max(a, b)
}

function hop(
  id: Hop['id'],
  owner: Owner,
  name: string,
  perSecond: number | null,
  now: number | null,
  usual: number | null,
): Hop {
  const ratio = now === null || usual === null || usual === 0 ? null : now / usual
  const tone: Tone =
    ratio === null || now === null
      ? 'plain'
      : ratio >= 8 && now >= BAD_SECONDS
        ? 'bad'
        : ratio >= 2.5 && now >= WARN_SECONDS
          ? 'warn'
          : 'plain'
  return { id, owner, name, perSecond, now, usual, ratio, tone }
}

export interface QueueVerdict {
  tone: Tone
  /** In minus out, messages per second. */
  growth: number | null
  words: string
}

/** What is apart by less than this is how messages come. */
const APART = 0.2

/** Does what goes in come out? */
export function queueVerdict(now: FlowFigures): QueueVerdict {
  const { publishedPerSecond: inside, deliveredPerSecond: out, requestsReady: ready, workers } = now
  const growth = inside === null || out === null ? null : inside - out
  if (workers === 0) return { tone: 'bad', growth, words: 'Nobody takes them: no consumer' }
  const apart = growth !== null && Math.abs(growth) > Math.max(APART, 0.2 * (inside ?? 0))
  if (apart && growth > 0 && (ready ?? 0) > 1) return { tone: 'bad', growth, words: 'More comes in than goes out' }
  if (apart && growth < 0 && (ready ?? 0) > 0) return { tone: 'recovering', growth, words: 'It drains' }
  if ((ready ?? 0) > 8) return { tone: 'warn', growth, words: 'Many wait' }
  return { tone: 'ok', growth, words: 'In is out' }
}
