/** How a chat request ended, as it is counted. */
export type ChatRequestOutcome = 'ok' | 'timeout' | 'unavailable' | 'error' | 'refused' | 'cancelled'

export interface EndedRequest {
  statusCode: number
  /** The whole answer was sent. */
  complete: boolean
  /** The backend broke its answer off. */
  brokenOff: boolean
}

export function outcomeOf({ statusCode, complete, brokenOff }: EndedRequest): ChatRequestOutcome {
  if (!complete) return brokenOff ? 'error' : 'cancelled'
  if (statusCode === 504) return 'timeout'
  if (statusCode === 503) return 'unavailable'
  if (statusCode >= 500) return 'error'
  return statusCode >= 400 ? 'refused' : 'ok'
}

export function isChatRequest(method: string, path: string): boolean {
  return method === 'POST' && routeOf(path) === '/api/conversations/:id/messages'
}

const id = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const routes = new Set([
  '/api/conversations',
  '/api/conversations/:id',
  '/api/conversations/:id/messages',
  '/api/conversations/:id/messages/:id/feedback',
])

/** The route of the chat API that a path belongs to; undefined for one that it does not know. */
export function routeOf(path: string): string | undefined {
  const route = path.split('?', 1)[0]?.replaceAll(id, ':id') ?? ''
  return routes.has(route) ? route : undefined
}
