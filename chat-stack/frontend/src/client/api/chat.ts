import type { Conversation, ConversationSummary, Message } from '@chat-demo/common/contract'
import type { User } from '../user/user.ts'
import { api } from './http.ts'

const root = '/api/conversations'

export async function listConversations(user: User, signal?: AbortSignal): Promise<ConversationSummary[]> {
  const response = await api(root, { user, signal })
  const { conversations }: { conversations: ConversationSummary[] } = await response.json()
  return conversations
}

export async function createConversation(user: User): Promise<Conversation> {
  const response = await api(root, { method: 'POST', user })
  return response.json()
}

export async function renameConversation(user: User, id: string, title: string): Promise<void> {
  await api(`${root}/${id}`, { method: 'PATCH', body: { title }, user })
}

export async function deleteConversation(user: User, id: string): Promise<void> {
  await api(`${root}/${id}`, { method: 'DELETE', user })
}

export async function readHistory(user: User, id: string, signal?: AbortSignal): Promise<Message[]> {
  const response = await api(`${root}/${id}/messages`, { user, signal })
  const { messages }: { messages: Message[] } = await response.json()
  return messages
}

/** The same key and content join the answer that is under way. */
export function postMessage(
  user: User,
  id: string,
  content: string,
  key: string,
  signal: AbortSignal,
): Promise<Response> {
  return api(`${root}/${id}/messages`, {
    method: 'POST',
    body: { content },
    headers: { 'idempotency-key': key, accept: 'text/event-stream, application/problem+json' },
    user,
    signal,
  })
}

export function openStream(
  user: User,
  id: string,
  lastEventId: string | undefined,
  signal: AbortSignal,
): Promise<Response> {
  const headers = {
    accept: 'text/event-stream',
    ...(lastEventId === undefined ? {} : { 'last-event-id': lastEventId }),
  }
  return api(`${root}/${id}/stream`, { headers, user, signal })
}

/** @param score 1, -1, or 0 to take it back */
export async function giveFeedback(user: User, id: string, messageId: string, score: number): Promise<void> {
  await api(`${root}/${id}/messages/${messageId}/feedback`, { method: 'POST', body: { score }, user })
}
