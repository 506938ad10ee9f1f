import type { FastifyInstance, FastifyReply } from 'fastify'

/** How long answers under way may take once the server closes, before they are cut: inside the grace period. */
const drainMs = 8_000

/** What is destroyed to end an answer under way. */
type Answer = FastifyReply['raw']

/**
 * Lets a closing server end: answers under way may finish, those that would never end by themselves are cut at once,
 * and connections are closed as soon as they are idle, although a browser would keep them open for minutes.
 * @param isEndless of a path without its query
 */
export function drainOnClose(server: FastifyInstance, isEndless: (path: string) => boolean): void {
  const open = new Set<Answer>()
  const endless = new Set<Answer>()
  let closing = false
  let cut: NodeJS.Timeout | undefined

  server.addHook('onRequest', async (request, reply) => {
    const sets = isEndless(request.url.split('?', 1)[0] ?? '') ? [open, endless] : [open]
    for (const set of sets) set.add(reply.raw)
    reply.raw.once('close', () => {
      for (const set of sets) set.delete(reply.raw)
      if (closing) setImmediate(() => server.server.closeIdleConnections())
    })
  })
  server.addHook('preClose', async () => {
    closing = true
    for (const answer of endless) answer.destroy()
    cut = setTimeout(() => {
      for (const answer of open) answer.destroy()
    }, drainMs)
  })
  server.addHook('onClose', async () => clearTimeout(cut))
}
