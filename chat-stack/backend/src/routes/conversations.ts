import { randomUUID } from 'node:crypto'
import { ProblemError } from '@chat-demo/common'
import {
  conversation,
  conversationList,
  conversationTitle,
  feedback,
  messageList,
  userHeaders,
} from '@chat-demo/common/contract'
import { countEnd } from '@chat-demo/common/telemetry'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'
import type { Services } from '../services.ts'
import {
  createConversation,
  deleteConversation,
  giveFeedback,
  listConversations,
  readHistory,
  renameConversation,
} from '../store/conversations.ts'
import { reportFeedback } from '../telemetry/feedback.ts'
import { requireChanged, unknownConversation, userOf } from './user.ts'

export const conversationParams = z.object({ id: z.uuid('the conversation id must be a UUID') })
const messageParams = z.object({ messageId: z.uuid('the message id must be a UUID') })
const titleBody = z.object({ title: conversationTitle })

export const conversationRoutes: FastifyPluginAsyncZod<{ services: Services }> = async (server, { services }) => {
  const { pool, announce } = services

  server.post(
    '/api/conversations',
    { schema: { headers: userHeaders, body: titleBody.partial().nullish(), response: { 201: conversation } } },
    async (request, reply) => {
      const created = await createConversation(pool, randomUUID(), userOf(request.headers), request.body?.title)
      return reply.code(201).send(created)
    },
  )

  server.get(
    '/api/conversations',
    { schema: { headers: userHeaders, response: { 200: conversationList } } },
    async request => ({ conversations: await listConversations(pool, userOf(request.headers).id) }),
  )

  server.patch(
    '/api/conversations/:id',
    { schema: { headers: userHeaders, params: conversationParams, body: titleBody, response: { 200: conversation } } },
    async request => {
      const { id } = request.params
      const { title } = request.body
      requireChanged(await renameConversation(pool, id, userOf(request.headers).id, title), id)
      return { id, title }
    },
  )

  server.delete(
    '/api/conversations/:id',
    { schema: { headers: userHeaders, params: conversationParams } },
    async (request, reply) => {
      const { id } = request.params
      const { change, cut } = await deleteConversation(pool, id, userOf(request.headers).id)
      requireChanged(change, id)
      for (const end of cut) countEnd({ outcome: 'failed', reason: 'deleted', ...end })
      announce(id, { type: 'deleted' })
      return reply.code(204).send()
    },
  )

  server.get(
    '/api/conversations/:id/messages',
    { schema: { params: conversationParams, response: { 200: messageList } } },
    async request => {
      const messages = await readHistory(pool, request.params.id)
      if (messages === undefined) throw unknownConversation(request.params.id)
      return { messages }
    },
  )

  // A message's id is enough; with its conversation in front the path reads like the others.
  for (const prefix of ['/api/conversations/:id/messages', '/api/conversations/messages']) {
    server.post(
      `${prefix}/:messageId/feedback`,
      { schema: { params: messageParams, body: feedback } },
      async (request, answer) => {
        const { messageId } = request.params
        const { score } = request.body
        const reply = await giveFeedback(pool, messageId, score)
        if (reply === undefined) {
          throw new ProblemError(404, `There is no reply ${messageId}; feedback is given to replies.`)
        }
        reportFeedback(reply, score)
        return answer.code(204).send()
      },
    )
  }
}
