import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Chat, ChatContext } from './chat.ts'
import { Sidebar } from './conversations/Sidebar.tsx'
import { ConversationView } from './message/ConversationView.tsx'
import { Announcer } from './shell/announce.tsx'
import { useMedia } from './shell/browser.ts'
import { Dialog } from './shell/Dialog.tsx'
import { OverlayContainer } from './shell/overlay-container.ts'
import { useRoute } from './shell/router.ts'
import { telemetry } from './telemetry/telemetry.ts'
import { loadUser, saveUser } from './user/user.ts'

/** The assistant of the shop: conversations at the side, or in a drawer on a phone, and the open one. */
export function App({ storage }: { storage: Storage | undefined }) {
  const queries = useQueryClient()
  const { conversationId } = useRoute()
  const narrow = useMedia('(max-width: 760px)')
  const [drawer, setDrawer] = useState(false)
  const [side, setSide] = useState<HTMLElement | null>(null)
  const [user, setUser] = useState(() => loadUser(storage))
  const present = useRef(user)
  const chat = useMemo(() => new Chat(queries, () => present.current), [queries])

  useEffect(() => telemetry.identify(user), [user])

  useEffect(() => {
    if (!narrow) setDrawer(false)
  }, [narrow])

  const rename = (name: string) => {
    const renamed = { ...user, name }
    present.current = renamed
    saveUser(storage, renamed)
    setUser(renamed)
  }

  return (
    <ChatContext.Provider value={chat}>
      {!narrow && (
        <aside className="side" aria-label="Conversations and your name" ref={setSide}>
          <OverlayContainer.Provider value={side}>
            <Sidebar openId={conversationId} user={user} onRename={rename} />
          </OverlayContainer.Provider>
        </aside>
      )}
      {narrow && drawer && (
        <Dialog label="Conversations" className="drawer side" onClose={() => setDrawer(false)}>
          <Sidebar openId={conversationId} user={user} onRename={rename} onChosen={() => setDrawer(false)} />
        </Dialog>
      )}
      <ConversationView conversationId={conversationId} onOpenList={() => setDrawer(true)} />
      <Announcer />
    </ChatContext.Provider>
  )
}
