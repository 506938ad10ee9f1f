import type { LiveState } from './live-state.ts'

/** Who is logged in. A script that came with the API token is `script`, and has no session. */
export interface Session {
  who: string
  role: 'presenter'
  /** ISO time after which the login has to be done again. */
  expiresAt: string
}

/** What the server holds in memory about the platforms; one for all viewers. */
export interface LiveSource {
  /** Everything that the page shows, as of now. Never waits for a platform. */
  snapshot(): LiveState
}

/** What every loader and action of the pages gets as `context`. */
export interface LoadContext {
  /** Aborts when the browser has gone (by the response's own `close`, which always fires). */
  signal: AbortSignal
  /** null when nobody is logged in: pages other than /login redirect there. */
  session: Session | null
  live: LiveSource
  /** For `<Scripts nonce>`, `<ScrollRestoration nonce>` and any inline script or style of the document. */
  cspNonce: string
  /** Addresses that pages link to. */
  links: { chat: string | null; datadog: string | null }
  /** Without keys of an account the page shows what the cluster, the queue and the chat themselves tell. */
  hasDatadog: boolean
}

declare module '@remix-run/server-runtime' {
  interface AppLoadContext extends LoadContext {}
}
