import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { parseLastEventId } from '../replies/sse.ts'
import { watch } from '../replies/watch.ts'
import type { Services } from '../services.ts'
import { conversationExists } from '../store/conversations.ts'
import { newestPosition, readChanges } from '../store/questions.ts'
import { conversationParams } from './conversations.ts'
import { unknownConversation } from './user.ts'

export const streamRoutes: FastifyPluginAsyncZod<{ services: Services }> = async (server, { services }) => {
  const { pool, hub, watchers } = services

  server.get('/api/conversations/:id/stream', { schema: { params: conversationParams } }, async (request, reply) => {
    const { id } = request.params
    const listener = hub.listen(id)
    watchers.add(listener)
    try {
      await listener.bound
      if (!(await conversationExists(pool, id))) throw unknownConversation(id)
      const from = parseLastEventId(request.headers['last-event-id']) ?? (await newestPosition(pool, id))
      await watch({ reply, listener, from, readChanges: (position, ids) => readChanges(pool, id, position, ids) })
    } finally {
      listener.close()
      watchers.delete(listener)
    }
  })
}
