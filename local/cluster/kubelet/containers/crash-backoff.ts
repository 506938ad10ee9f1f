/** First delay, longest delay, and how long a container has to run for its crashes to be forgotten. */
const INITIAL_MS = 10_000
const MAX_MS = 300_000
const FORGET_MS = 2 * MAX_MS

/** Delays between restarts, as the kubelet's: none before the first restart, then 10 s, 20 s, 40 s … 300 s. */
export class CrashBackoff {
  readonly #entries = new Map<string, { delay: number; updatedAt: number }>()

  /** Until when a container that ended at `finishedAt` must wait; undefined when it may start. */
  waitUntil(key: string, finishedAt: number, now: number): number | undefined {
    const entry = this.#entries.get(key)
    if (!entry || finishedAt - entry.updatedAt > FORGET_MS) return undefined
    const until = finishedAt + entry.delay
    return until > now ? until : undefined
  }

  /** The delay in force, in milliseconds; 0 when the container has not been restarted. */
  delay(key: string): number {
    return this.#entries.get(key)?.delay ?? 0
  }

  /** Counts a restart, at `now`, of a container that ended at `finishedAt`. */
  restarted(key: string, finishedAt: number, now: number): void {
    const entry = this.#entries.get(key)
    const fresh = !entry || finishedAt - entry.updatedAt > FORGET_MS
    this.#entries.set(key, { delay: fresh ? INITIAL_MS : Math.min(entry.delay * 2, MAX_MS), updatedAt: now })
  }

  forget(key: string): void {
    this.#entries.delete(key)
  }
}

/** A delay as Go prints a duration: `10s`, `1m20s`, `5m0s`. */
export function formatDelay(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000)
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`
}
