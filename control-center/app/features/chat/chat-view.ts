import type { LiveState } from '../../platform/live-state.ts'
import type { Tone } from '../../ui/badge.tsx'
import { duration } from '../format/format.ts'

export interface Verdict {
  tone: Tone
  text: string
}

/** What counts as steady: half as much again as the baseline, or half a second more where that is little. */
export function p95Limit(steady: LiveState['steady']): number | null {
  const baseline = steady.baseline?.p95Seconds
  return baseline === undefined ? null : Math.max(1.5 * baseline, baseline + 0.5)
}

/** p95 against the baseline: the words beside the value; null without one of them. */
export function p95Verdict(p95: number | null, steady: LiveState['steady']): Verdict | null {
  const limit = p95Limit(steady)
  const baseline = steady.baseline?.p95Seconds
  if (p95 === null || limit === null || baseline === undefined) return null
  if (p95 <= limit) return { tone: 'ok', text: 'Usual' }
  const times = p95 / baseline
  return { tone: 'warn', text: times >= 2 ? `${Math.round(times)}\u00a0× usual` : `Above ${duration(limit)}` }
}

/** Waiting messages against the most that the baseline had. */
export function queueVerdict(ready: number | null, steady: LiveState['steady']): Verdict | null {
  const usual = steady.baseline?.queueMax
  if (ready === null || usual === undefined) return null
  return ready <= usual ? { tone: 'ok', text: 'Usual' } : { tone: 'warn', text: `Above ${usual}` }
}

/** A second by second rate over the whole history is flat zero: nothing is asked. */
export function isSilent(state: Pick<LiveState, 'traffic' | 'chat'>): boolean {
  // Nothing can be said of what cannot be asked.
  if (state.chat.problem !== null) return false
  const flows = state.chat.history.some(
    point => (point.answeredPerSecond ?? 0) > 0 || (point.timedOutPerSecond ?? 0) > 0,
  )
  return !flows && (state.traffic.profile === 'off' || state.traffic.profile === null)
}
