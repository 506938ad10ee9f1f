import type { ConversationSummary } from '@chat-demo/common/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { renameConversation } from '../api/chat.ts'
import { conversationsKey, useChat } from '../chat.ts'
import { announce } from '../shell/announce.tsx'

const maxTitleLength = 200

/** A conversation's title in the list, to be changed: Enter saves, Escape leaves it. */
export function RenameForm({ id, title, onClose }: { id: string; title: string; onClose: () => void }) {
  const chat = useChat()
  const queries = useQueryClient()
  const field = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(title)
  const wanted = text.trim()
  const rename = useMutation({
    mutationFn: () => renameConversation(chat.user(), id, wanted),
    onSuccess: () => {
      queries.setQueryData<ConversationSummary[]>(conversationsKey, list =>
        list?.map(item => (item.id === id ? { ...item, title: wanted } : item)),
      )
      announce('Renamed.')
      chat.refreshConversations()
      onClose()
    },
  })
  useEffect(() => field.current?.select(), [])
  const save = (event: FormEvent) => {
    event.preventDefault()
    if (wanted === '' || wanted === title) return onClose()
    rename.mutate()
  }
  return (
    <form className="rename" onSubmit={save}>
      <input
        ref={field}
        aria-label="Title of the conversation"
        value={text}
        maxLength={maxTitleLength}
        onChange={event => setText(event.target.value)}
        onKeyDown={event => {
          if (event.key !== 'Escape') return
          // Of a drawer around this list, Escape leaves only the field.
          event.preventDefault()
          onClose()
        }}
      />
      <button type="submit" className="plain" disabled={rename.isPending}>
        Save
      </button>
      {rename.error && <p role="alert">Not renamed. {rename.error.message}</p>}
    </form>
  )
}
