import { setTimeout as delay } from 'node:timers/promises'
import { fullBucket, takeToken } from './model/token-bucket.ts'

/** Lets callers through in order, at most so many a second; without a limit at once. */
export function createTurns(perSecond: number | undefined, stopping: AbortSignal): () => Promise<void> {
  let bucket = fullBucket(performance.now())
  return async () => {
    stopping.throwIfAborted()
    if (perSecond === undefined) return
    const [next, waitMs] = takeToken(bucket, perSecond, performance.now())
    bucket = next
    if (waitMs > 0) await delay(waitMs, undefined, { signal: stopping })
  }
}
