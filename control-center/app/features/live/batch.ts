import type { LiveDelta } from '../../platform/live-state.ts'

/** Numbers change at most this often. */
export const QUIET_MS = 1_000

/** What answers a person's own action, or is the story itself, does not wait for the next second. */
export function isUrgent(delta: LiveDelta): boolean {
  return delta.kind === 'runs' || (delta.kind === 'set' && (delta.key === 'traffic' || delta.key === 'tour'))
}

/** Milliseconds until what has been collected is shown. */
export function waitBeforeShowing(delta: LiveDelta, lastShownAt: number, now: number): number {
  return isUrgent(delta) ? 0 : Math.max(0, lastShownAt + QUIET_MS - now)
}
