import { type Cancel, type Clock, messageOf } from '@chat-demo/engine'

const BACK_OFF_MS = [1_000, 2_000, 5_000]

export interface Poller<T> {
  /** The newest answer; null before the first, and while it does not answer. */
  value(): T | null
  /** Why it does not answer, in words; null while it does. `undefined` before the first answer. */
  problem(): string | null | undefined
  /** Asks now, e.g. after a change; resolves when the answer is there. Never rejects. */
  refresh(): Promise<void>
  stop(): void
}

/** Asks again and again, one request at a time; less often while nothing answers. */
export function poll<T>(options: {
  ask: () => Promise<T>
  everyMs: number
  clock: Clock
  onChange: () => void
}): Poller<T> {
  const { ask, everyMs, clock, onChange } = options
  let value: T | null = null
  let problem: string | null | undefined
  let failures = 0
  let stopped = false
  let cancel: Cancel = () => undefined
  let asking: Promise<void> | null = null

  async function once(): Promise<void> {
    try {
      value = await ask()
      problem = null
      failures = 0
    } catch (error) {
      value = null
      problem = messageOf(error)
      failures++
    }
    if (!stopped) onChange()
  }

  function refresh(): Promise<void> {
    cancel()
    asking ??= once().finally(() => {
      asking = null
      if (stopped) return
      const wait =
        failures === 0 ? everyMs : Math.max(everyMs, BACK_OFF_MS[Math.min(failures, BACK_OFF_MS.length) - 1] ?? 0)
      cancel = clock.after(wait, refresh)
    })
    return asking
  }

  void refresh()
  return {
    value: () => value,
    problem: () => problem,
    refresh,
    stop: () => {
      stopped = true
      cancel()
    },
  }
}
