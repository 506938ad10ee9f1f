import { sendProblem } from '@chat-demo/common'
import { replyStats, stats } from '@chat-demo/common/contract'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { checkHealth } from '../health.ts'
import type { Services } from '../services.ts'
import { readReplyStats, readStats } from '../store/stats.ts'

const instant = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time with a zone' })
  .transform(text => new Date(text))
const replyQuery = z.object({
  since: instant.optional(),
  until: instant.optional(),
  last: z.coerce.number('last must be a number').int().min(1).max(10_000).optional(),
})

export const statsRoutes: FastifyPluginAsyncZod<{ services: Services }> = async (server, { services }) => {
  const { pool } = services

  server.get('/api/stats', { schema: { response: { 200: stats } } }, () => readStats(pool))

  server.get('/api/stats/replies', { schema: { querystring: replyQuery, response: { 200: replyStats } } }, request =>
    readReplyStats(pool, request.query),
  )

  server.get('/api/health', async (_request, reply) => {
    const dependencies = await checkHealth(services)
    const failing = Object.entries(dependencies).filter(([, state]) => !state.ok)
    if (failing.length === 0) return { status: 'ok', dependencies }
    const detail = failing.map(([name, state]) => `${name}: ${state.detail ?? 'not reachable'}`).join('; ')
    return sendProblem(reply, 503, detail, { extensions: { dependencies, failing: failing.map(([name]) => name) } })
  })
}
