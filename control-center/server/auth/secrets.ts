import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits, fit for a URL. */
export const newSecret = (): string => randomBytes(32).toString('base64url')

/** What is kept of a secret. A plain hash is enough for one that nobody can guess. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url')

export function sameSecret(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
