import type { Clock } from '../clock.ts'

interface Timer {
  at: number
  action: () => void
  every: number | null
}

/** A clock that stands still until it is moved. */
export class ManualClock implements Clock {
  #now: number
  readonly #timers = new Set<Timer>()

  constructor(start = Date.parse('2026-01-01T00:00:00Z')) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  after(milliseconds: number, action: () => void) {
    return this.#add({ at: this.#now + milliseconds, action, every: null })
  }

  every(milliseconds: number, action: () => void) {
    return this.#add({ at: this.#now + milliseconds, action, every: milliseconds })
  }

  /** Moves on, and runs what falls due in order; lets promises settle in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.#now + milliseconds
    for (;;) {
      await settle()
      const next = [...this.#timers].filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#now = Math.max(this.#now, next.at)
      if (next.every === null) this.#timers.delete(next)
      else next.at += next.every
      next.action()
    }
    this.#now = end
    await settle()
  }

  /** As when a machine wakes up: what fell due meanwhile runs once, late. */
  async leap(milliseconds: number): Promise<void> {
    this.#now += milliseconds
    for (const timer of [...this.#timers].filter(one => one.at <= this.#now)) {
      if (timer.every === null) this.#timers.delete(timer)
      else timer.at = this.#now + timer.every
      timer.action()
    }
    await settle()
  }

  #add(timer: Timer) {
    this.#timers.add(timer)
    return () => {
      this.#timers.delete(timer)
    }
  }
}

/** Lets every promise that can settle without time or input do so. */
export function settle(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}
