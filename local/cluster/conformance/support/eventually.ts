import { setTimeout as delay } from 'node:timers/promises'

/**
 * Repeats `check` until it throws no longer, and returns its value; throws its last error after `within` seconds
 * (default 30). For what a controller or a node does in its own time.
 */
export async function eventually<T>(check: () => Promise<T> | T, within = 30): Promise<T> {
  const deadline = performance.now() + within * 1000
  for (;;) {
    try {
      return await check()
    } catch (error) {
      if (performance.now() >= deadline) throw error
    }
    await delay(250)
  }
}
