import { isIP } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { ProblemError } from './problem.ts'

/** Probes speak to the pod's own address, which no list of names can hold. */
const probePaths = new Set(['/healthz', '/readyz'])

/**
 * Whether a Host header may be served. Without a list only addresses and `localhost` are accepted: DNS rebinding,
 * which this guards against, needs a name. An entry without a port accepts the host on every port.
 */
export function isAllowedHost(header: string | undefined, allowed: readonly string[] | undefined): boolean {
  const host = splitHost(header)
  if (host === undefined) return false
  if (allowed === undefined) return host.name === 'localhost' || isIP(host.name) !== 0
  return allowed.some(entry => {
    const want = splitHost(entry)
    return want !== undefined && want.name === host.name && (want.port === undefined || want.port === host.port)
  })
}

function splitHost(value: string | undefined): { name: string; port: string | undefined } | undefined {
  const match = /^(?:\[([0-9a-f:.]+)\]|([^:/?#@\s]+))(?::(\d{1,5}))?$/i.exec(value ?? '')
  if (match === null) return undefined
  return { name: (match[1] ?? match[2] ?? '').toLowerCase(), port: match[3] }
}

/** Answers 421 to every request whose Host header is not one of ours, before anything else reads the request. */
export function guardHost(server: FastifyInstance, allowed: readonly string[] | undefined): void {
  server.addHook('onRequest', async request => {
    if (probePaths.has(request.url.split('?', 1)[0] ?? '')) return
    if (isAllowedHost(request.headers.host, allowed)) return
    const wanted = allowed === undefined ? 'an IP address or localhost' : allowed.join(', ')
    throw new ProblemError(
      421,
      `This server does not answer for the host ${JSON.stringify(request.headers.host ?? '')}; it answers for ${wanted}.`,
    )
  })
}
