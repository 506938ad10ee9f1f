import { useMemo, useRef } from 'react'
import { giveFeedback } from '../api/chat.ts'
import { ApiError } from '../api/http.ts'
import { useChat, useConversations } from '../chat.ts'
import { Composer } from '../composer/Composer.tsx'
import { announce } from '../shell/announce.tsx'
import { useOnline } from '../shell/browser.ts'
import { Icon } from '../shell/Icon.tsx'
import { navigate } from '../shell/router.ts'
import { isBusy } from '../thread/thread.ts'
import { useThread } from '../thread/use-thread.ts'
import { EmptyState } from './EmptyState.tsx'
import { type ExchangeActions, ExchangeView } from './ExchangeView.tsx'
import { Header } from './Header.tsx'
import { useStickToEnd } from './use-stick-to-end.ts'

/** The list of conversations ends here; an older one may still be the reader's own. */
const listLimit = 200

/** One conversation, or the page of a new one. */
export function ConversationView({
  conversationId,
  onOpenList,
}: {
  conversationId: string | undefined
  onOpenList: () => void
}) {
  const chat = useChat()
  const online = useOnline()
  const { data: conversations } = useConversations()
  const { data: thread, error, isPending } = useThread(conversationId)
  const exchanges = thread?.exchanges ?? []
  const list = useRef<HTMLDivElement>(null)
  const { atEnd, toEnd } = useStickToEnd(list, thread, conversationId)

  const actions = useMemo<ExchangeActions>(() => {
    const dispatch: typeof chat.dispatch = (id, event) => chat.dispatch(id, event)
    return {
      onAskAgain: exchange => chat.askAgain(conversationId, exchange),
      onKeepWaiting: ({ key }) => conversationId && dispatch(conversationId, { type: 'kept-waiting', key }),
      onReadOn: ({ key }) => conversationId && dispatch(conversationId, { type: 'read-on', key }),
      onScore: (replyId, score) => {
        if (conversationId === undefined) return
        const before = chat.thread(conversationId).exchanges.find(exchange => exchange.reply?.id === replyId)
          ?.reply?.score
        dispatch(conversationId, { type: 'scored', replyId, score })
        giveFeedback(chat.user(), conversationId, replyId, score).then(
          () => announce(score === 0 ? 'Taken back.' : 'Thank you for telling us.'),
          () => {
            dispatch(conversationId, { type: 'scored', replyId, score: before ?? 0 })
            announce('Your opinion could not be saved.')
          },
        )
      },
    }
  }, [chat, conversationId])

  const missing = thread?.deleted || (error instanceof ApiError && [400, 404].includes(error.status))
  const own = conversations?.find(({ id }) => id === conversationId)
  const foreign =
    conversationId !== undefined &&
    own === undefined &&
    conversations !== undefined &&
    conversations.length < listLimit &&
    exchanges.length > 0
  const title = missing ? 'Not here any more' : (own?.title ?? exchanges[0]?.question ?? 'New question')
  const reading = exchanges.findLast(isBusy)

  return (
    <main>
      <Header title={title} conversationId={missing ? undefined : conversationId} onOpenList={onOpenList} />
      <div className="thread" ref={list} role="log" aria-live="off" aria-label="Conversation" tabIndex={-1}>
        {missing ? (
          <Placeholder text="This conversation was deleted, or the link is not complete." />
        ) : conversationId === undefined && exchanges.length === 0 ? (
          <EmptyState onAsk={content => chat.ask(undefined, content)} />
        ) : error && exchanges.length === 0 ? (
          <Unreadable onRetry={() => conversationId && chat.refreshThread(conversationId)} />
        ) : (
          <div className="column" aria-busy={isPending}>
            {exchanges.map(exchange => (
              <ExchangeView key={exchange.key} exchange={exchange} actions={actions} />
            ))}
          </div>
        )}
      </div>
      {!atEnd && (
        <button type="button" className="to-end" onClick={toEnd} aria-label="To the newest message">
          <Icon name="arrow" />
        </button>
      )}
      {!online && (
        <p className="offline" role="status">
          You are offline. What you have read stays here; asking works again with the connection.
        </p>
      )}
      {missing || foreign ? (
        <div className="composer">
          <p className="fine">
            {foreign && 'You are reading a conversation that somebody shared. '}
            <button type="button" className="plain" onClick={() => navigate(undefined)}>
              Ask your own question
            </button>
          </p>
        </div>
      ) : (
        <Composer
          identity={conversationId ?? 'new'}
          busy={reading !== undefined}
          onAsk={content => {
            chat.ask(conversationId, content)
            toEnd()
          }}
          onStop={() => reading && chat.stop(conversationId, reading.key)}
        />
      )}
    </main>
  )
}

function Placeholder({ text }: { text: string }) {
  return (
    <div className="empty">
      <p>{text}</p>
    </div>
  )
}

function Unreadable({ onRetry }: { onRetry: () => void }) {
  return (
    <div className="empty">
      <p>This conversation cannot be read right now. It is kept, and shown as soon as the shop answers.</p>
      <button type="button" className="button" onClick={onRetry}>
        Try again
      </button>
    </div>
  )
}
