import type { Exchange } from '../http/exchange.ts'
import type { ServerContext } from './context.ts'
import { version } from './version.ts'

const probes = new Set(['/healthz', '/livez', '/readyz'])

/** Health endpoints and /version; false when the path is none of them. */
export function handleHealth(server: ServerContext, exchange: Exchange): boolean {
  const path = exchange.info.path.replace(/(.)\/$/, '$1')
  if (path === '/version') {
    exchange.sendText(200, JSON.stringify(version, null, 2), 'application/json')
    return true
  }
  if (!probes.has(path)) return false
  const stopping = server.stop.aborted
  if (path === '/readyz' && stopping)
    exchange.sendText(500, '[-]shutdown failed: the server is stopping\nreadyz check failed\n')
  else if (exchange.query.has('verbose')) {
    exchange.sendText(200, `[+]ping ok\n[+]storage ok\n${path.slice(1)} check passed\n`)
  } else exchange.sendText(200, 'ok')
  return true
}
