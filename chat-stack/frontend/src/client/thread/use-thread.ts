import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { openStream } from '../api/chat.ts'
import { draftId, threadKey, useChat } from '../chat.ts'
import { useVisible } from '../shell/browser.ts'
import { followConversation } from './follow.ts'
import { pause } from './pause.ts'
import { emptyThread, type Thread } from './thread.ts'

/** A conversation's thread: its history, then what its stream brings for as long as the page is in sight. */
export function useThread(conversationId: string | undefined) {
  const chat = useChat()
  const visible = useVisible()
  const id = conversationId ?? draftId
  const query = useQuery<Thread>({
    queryKey: threadKey(id),
    queryFn: ({ signal }) => (conversationId === undefined ? chat.thread(id) : chat.loadThread(conversationId, signal)),
    initialData: conversationId === undefined ? emptyThread : undefined,
    // The stream tells what is new; each time that it opens, the history is read again.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 30 * 60_000,
    structuralSharing: false,
  })

  useEffect(() => {
    if (conversationId === undefined || !visible) return
    const abort = new AbortController()
    void followConversation({
      open: (lastEventId, signal) => openStream(chat.user(), conversationId, lastEventId, signal),
      onOpen: () => chat.refreshThread(conversationId),
      onEvent: event => {
        chat.dispatch(conversationId, { type: 'stream-event', event, at: new Date().toISOString() })
        if (event.event === 'delta' || event.event === 'deleted') return
        chat.refreshConversations()
        // Asked in another tab, or ended without that its text was seen: what is stored says more.
        const { messageId } = event.data
        const exchange = chat.thread(conversationId).exchanges.find(candidate => candidate.messageId === messageId)
        if (exchange === undefined || (exchange.reply && exchange.reply.text === undefined)) {
          chat.refreshThread(conversationId)
        }
      },
      pause,
      random: Math.random,
      signal: abort.signal,
    })
    return () => abort.abort()
  }, [chat, conversationId, visible])

  return query
}
