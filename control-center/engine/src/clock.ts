/** Stops what was scheduled; calling it again does nothing. */
export type Cancel = () => void

/** Time as the engine sees it, so that tests drive it by hand. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  after(milliseconds: number, action: () => void): Cancel
  every(milliseconds: number, action: () => void): Cancel
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    // setTimeout fires at once above 2^31-1 ms (24.8 days).
    const timer = setTimeout(action, Math.min(Math.max(0, milliseconds), 2 ** 31 - 1))
    return () => clearTimeout(timer)
  },
  every(milliseconds, action) {
    const timer = setInterval(action, milliseconds)
    return () => clearInterval(timer)
  },
}

/** Resolves after the time, or at once when the signal aborts. */
export function pause(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    if (signal?.aborted) return resolve()
    const done = () => {
      cancel()
      signal?.removeEventListener('abort', done)
      resolve()
    }
    const cancel = clock.after(milliseconds, done)
    signal?.addEventListener('abort', done, { once: true })
  })
}

export const iso = (milliseconds: number): string => new Date(milliseconds).toISOString()
