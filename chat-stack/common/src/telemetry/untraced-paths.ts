/**
 * What would bury the traces of people under those of machines, or last for as long as a page is open: probes and polls
 * of the state, the files of a page, RUM events on their way, and the stream that follows a conversation.
 */
const untraced =
  /^\/(?:healthz|readyz|rum|assets\/.+|leaf\.svg|api\/health|api\/stats(?:\/replies)?|api\/conversations\/[^/]+\/stream)$/

/** @param url of a request as its server sees it, with or without a query */
export function isUntracedPath(url: string): boolean {
  return untraced.test(url.split('?', 1)[0] ?? '')
}
