import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { ApiError } from '../context.ts'

export interface Keys {
  apiKey: string
  appKey: string
}

/** Comparing digests takes the same time whatever was given, and however long it is. */
export function sameKey(given: string, wanted: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(wanted))
}

/**
 * Checks the keys of a request as Datadog does.
 * @throws ApiError 401 or 403 with Datadog's words
 */
export function checkKeys(
  headers: IncomingHttpHeaders,
  path: string,
  wanted: 'both' | 'api',
  { apiKey, appKey }: Keys,
): void {
  const given = headers['dd-api-key']
  if (typeof given !== 'string' || given === '') {
    throw path.startsWith('/api/v1/') ? new ApiError(403, ['API key required']) : new ApiError(401, ['Unauthorized'])
  }
  if (!sameKey(given, apiKey)) throw new ApiError(403, ['Forbidden'])
  if (wanted === 'api') return
  const application = headers['dd-application-key']
  if (typeof application !== 'string' || !sameKey(application, appKey)) throw new ApiError(403, ['Forbidden'])
}
