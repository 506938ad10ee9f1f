import { ProblemError } from '@chat-demo/common'
import type { FastifyInstance } from 'fastify'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/** Whether a request may change something: a browser names the page that sends it, and that has to be ours. */
export function isOwnOrigin(origin: string | undefined, host: string | undefined): boolean {
  if (origin === undefined) return true
  return URL.canParse(origin) && new URL(origin).host === host?.toLowerCase()
}

/** Answers 403 to changes that a page of another origin asks for. */
export function refuseForeignOrigins(server: FastifyInstance): void {
  server.addHook('onRequest', async request => {
    if (reading.has(request.method)) return
    const { origin, host } = request.headers
    if (isOwnOrigin(origin, host)) return
    throw new ProblemError(403, `A page from ${JSON.stringify(origin)} may not change anything here.`)
  })
}
