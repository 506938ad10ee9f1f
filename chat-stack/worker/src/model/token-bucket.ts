/** A bucket of one token that fills at a fixed rate; a negative level is what callers before have reserved. */
export interface Bucket {
  level: number
  /** Milliseconds on the clock of the caller. */
  at: number
}

export function fullBucket(at: number): Bucket {
  return { level: 1, at }
}

/** Takes the next free token. @returns the bucket, and the milliseconds to wait before the token may be used */
export function takeToken(bucket: Bucket, perSecond: number, now: number): [Bucket, number] {
  const filled = Math.min(1, bucket.level + (Math.max(0, now - bucket.at) * perSecond) / 1_000)
  const level = filled - 1
  return [{ level, at: Math.max(now, bucket.at) }, level >= 0 ? 0 : Math.ceil((-level * 1_000) / perSecond)]
}
