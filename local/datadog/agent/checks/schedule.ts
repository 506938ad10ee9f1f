/** Runs one piece of work again and again, never twice at once. */
export interface Schedule {
  /** Resolves when the work that runs has ended; none begins after. */
  close(): Promise<void>
}

export interface ScheduleOptions {
  everyMs: number
  work: () => Promise<void>
  /** Told of work that failed; the next run comes at its time. */
  onError: (error: unknown) => void
}

/** Runs at once, then at each multiple of the interval; a run that takes longer leaves out those that it missed. */
export function every({ everyMs, work, onError }: ScheduleOptions): Schedule {
  let closed = false
  let timer: NodeJS.Timeout | undefined
  let due = performance.now()
  const run = async (): Promise<void> => {
    try {
      await work()
    } catch (error) {
      if (!closed) onError(error)
    }
    if (closed) return
    const now = performance.now()
    due += everyMs * Math.max(1, Math.ceil((now - due) / everyMs))
    timer = setTimeout(() => {
      running = run()
    }, due - now)
    timer.unref()
  }
  let running = run()
  return {
    async close() {
      closed = true
      clearTimeout(timer)
      await running
    },
  }
}
