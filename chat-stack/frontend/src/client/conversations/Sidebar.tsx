import { useChat, useConversations } from '../chat.ts'
import { useNow } from '../shell/browser.ts'
import { Icon } from '../shell/Icon.tsx'
import { navigate } from '../shell/router.ts'
import { Me } from '../user/Me.tsx'
import type { User } from '../user/user.ts'
import { ConversationItem } from './ConversationItem.tsx'
import { groupByDay } from './when.ts'

/** The person's conversations, the way to a new one, and who they are. */
export function Sidebar({
  openId,
  user,
  onRename,
  onChosen,
}: {
  openId: string | undefined
  user: User
  onRename: (name: string) => void
  /** Something was opened: a drawer around this list closes. */
  onChosen?: () => void
}) {
  const now = useNow(30_000)
  const { data: conversations, error } = useConversations()
  const chat = useChat()
  return (
    <>
      <span className="brand">
        <Icon name="leaf" />
        Fernway
      </span>
      <button
        type="button"
        className="button primary new"
        onClick={() => {
          navigate(undefined)
          onChosen?.()
        }}
      >
        <Icon name="plus" />
        New question
      </button>
      <nav className="list" aria-label="Conversations">
        {conversations?.length === 0 && <p className="hint">Your conversations will be listed here.</p>}
        {error && conversations === undefined && (
          <p className="hint">
            Your conversations cannot be read right now.{' '}
            <button type="button" className="plain" onClick={() => chat.refreshConversations()}>
              Try again
            </button>
          </p>
        )}
        {groupByDay(conversations ?? [], now).map(group => (
          <section key={group.title} aria-label={group.title}>
            <h2>{group.title}</h2>
            <ul>
              {group.conversations.map(conversation => (
                <ConversationItem
                  key={conversation.id}
                  conversation={conversation}
                  now={now}
                  open={conversation.id === openId}
                  onChosen={onChosen}
                />
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <Me user={user} onRename={onRename} />
    </>
  )
}
