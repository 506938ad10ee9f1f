import type { ConversationSummary } from '@chat-demo/common/contract'
import { type QueryClient, useQuery } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { createConversation, listConversations, postMessage, readHistory } from './api/chat.ts'
import { ApiError, UnreachableError } from './api/http.ts'
import { retryDelay } from './api/retry.ts'
import { announce } from './shell/announce.tsx'
import { currentRoute, navigate } from './shell/router.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { applyEvent } from './thread/apply-event.ts'
import { pause } from './thread/pause.ts'
import { sendQuestion } from './thread/send.ts'
import { type Exchange, emptyThread, type Thread, type ThreadEvent } from './thread/thread.ts'
import { type User, uuid } from './user/user.ts'

/** The thread of a question whose conversation does not exist yet. */
export const draftId = 'draft'

export const conversationsKey = ['conversations'] as const
export const threadKey = (id: string) => ['thread', id] as const

/** What the page does on behalf of the person: asks, stops, tries again. Its state is the query cache. */
export class Chat {
  readonly #queries: QueryClient
  readonly #reading = new Map<string, AbortController>()
  /** Read anew for each request, as people change their name. */
  readonly user: () => User

  constructor(queries: QueryClient, user: () => User) {
    this.#queries = queries
    this.user = user
  }

  thread(id: string): Thread {
    return this.#queries.getQueryData<Thread>(threadKey(id)) ?? emptyThread
  }

  dispatch(id: string, event: ThreadEvent): void {
    this.#queries.setQueryData<Thread>(threadKey(id), applyEvent(this.thread(id), event))
  }

  /** Reads what is stored, and merges it under what has been heard since. */
  async loadThread(id: string, signal: AbortSignal): Promise<Thread> {
    const messages = await readHistory(this.user(), id, signal)
    return applyEvent(this.thread(id), { type: 'history', messages })
  }

  refreshThread(id: string): void {
    void this.#queries.invalidateQueries({ queryKey: threadKey(id) })
  }

  refreshConversations(): void {
    void this.#queries.invalidateQueries({ queryKey: conversationsKey })
  }

  /** Asks a question in a conversation, or in a new one. */
  ask(conversationId: string | undefined, content: string): void {
    const key = uuid()
    this.dispatch(conversationId ?? draftId, { type: 'asked', key, content, at: new Date().toISOString() })
    announce('Your question is on its way.')
    telemetry.asked(conversationId)
    void this.#send(conversationId, key, content)
  }

  /** The same question again: under its own key while it may not be stored, else as a new one. */
  askAgain(conversationId: string | undefined, { phase, key, question }: Exchange): void {
    if (phase !== 'unsaved') {
      this.dispatch(conversationId ?? draftId, { type: 'asked-again', key })
      this.ask(conversationId, question)
      return
    }
    this.dispatch(conversationId ?? draftId, { type: 'resending', key })
    void this.#send(conversationId, key, question)
  }

  /** Ends the reading of a reply; the shop goes on with it. */
  stop(conversationId: string | undefined, key: string): void {
    this.dispatch(conversationId ?? draftId, { type: 'stopped', key })
    this.#reading.get(key)?.abort()
    announce('Stopped. The whole answer is kept.')
  }

  async #send(conversationId: string | undefined, key: string, content: string): Promise<void> {
    const abort = new AbortController()
    const askedAt = performance.now()
    let begun = false
    this.#reading.set(key, abort)
    try {
      const id = conversationId ?? (await this.#beginConversation(key, abort.signal))
      if (id === undefined) return
      await sendQuestion({
        key,
        post: signal => postMessage(this.user(), id, content, key, signal),
        dispatch: event => {
          this.dispatch(id, event)
          if (event.type !== 'request-event') return
          if (event.event.event !== 'delta') return this.refreshConversations()
          if (!begun) telemetry.firstToken(askedAt)
          begun = true
        },
        pause,
        signal: abort.signal,
      })
    } finally {
      this.#reading.delete(key)
    }
  }

  /** Makes the conversation of a first question and goes there. @returns undefined when it could not be made */
  async #beginConversation(key: string, signal: AbortSignal): Promise<string | undefined> {
    for (let attempt = 1; ; attempt++) {
      try {
        const { id, title } = await createConversation(this.user())
        this.#queries.setQueryData<Thread>(threadKey(id), this.thread(draftId))
        this.#queries.setQueryData<Thread>(threadKey(draftId), emptyThread)
        this.#queries.setQueryData<ConversationSummary[]>(conversationsKey, (list = []) => [
          { id, title, updatedAt: new Date().toISOString(), preview: '' },
          ...list,
        ])
        if (currentRoute().conversationId === undefined) navigate(id)
        return id
      } catch (error) {
        if (!(error instanceof ApiError || error instanceof UnreachableError)) throw error
        const delay = retryDelay(error, attempt)
        if (delay !== undefined) {
          this.dispatch(draftId, { type: 'resending', key })
          if (await completes(pause(delay, signal), signal)) continue
        }
        this.dispatch(draftId, { type: 'unsaved', key, reason: error.message })
        return undefined
      }
    }
  }
}

/** Whether something ends before it is aborted. */
async function completes(waiting: Promise<void>, signal: AbortSignal): Promise<boolean> {
  try {
    await waiting
    return true
  } catch (error) {
    if (signal.aborted) return false
    throw error
  }
}

export const ChatContext = createContext<Chat | undefined>(undefined)

export function useChat(): Chat {
  const chat = useContext(ChatContext)
  if (chat === undefined) throw new Error('useChat needs a ChatContext around it')
  return chat
}

/** The person's conversations, the newest first. */
export function useConversations() {
  const chat = useChat()
  return useQuery({
    queryKey: conversationsKey,
    queryFn: ({ signal }) => listConversations(chat.user(), signal),
    refetchInterval: 60_000,
  })
}
