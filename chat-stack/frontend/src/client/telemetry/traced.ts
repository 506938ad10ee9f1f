/**
 * Whether a request of the page begins a trace: calls of the API do; the stream that follows a conversation does not,
 * as it lasts as long as the page is open.
 */
export function isTraced(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false
  const target = new URL(url)
  return target.origin === origin && target.pathname.startsWith('/api/') && !target.pathname.endsWith('/stream')
}
