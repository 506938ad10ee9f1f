import type { ConversationSummary } from '@chat-demo/common/contract'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { deleteConversation } from '../api/chat.ts'
import { conversationsKey, threadKey, useChat } from '../chat.ts'
import { announce } from '../shell/announce.tsx'
import { Dialog } from '../shell/Dialog.tsx'
import { navigate } from '../shell/router.ts'

/** Asks before a conversation is deleted, since that cannot be undone. */
export function DeleteDialog({
  id,
  title,
  open,
  onClose,
}: {
  id: string
  title: string
  open: boolean
  onClose: () => void
}) {
  const chat = useChat()
  const queries = useQueryClient()
  const remove = useMutation({
    mutationFn: () => deleteConversation(chat.user(), id),
    onSuccess: () => {
      if (open) navigate(undefined)
      queries.setQueryData<ConversationSummary[]>(conversationsKey, list => list?.filter(item => item.id !== id))
      queries.removeQueries({ queryKey: threadKey(id) })
      announce('Deleted.')
      onClose()
    },
  })
  return (
    <Dialog label="Delete this conversation?" className="dialog" onClose={onClose}>
      <h2>Delete this conversation?</h2>
      <p>“{title}” and its answers are deleted for everybody. This cannot be undone.</p>
      {remove.error && <p role="alert">Not deleted. {remove.error.message}</p>}
      <div className="buttons">
        {/* The first button gets the focus: what cannot be undone takes a step more. */}
        <button type="button" className="button" onClick={onClose}>
          Keep it
        </button>
        <button type="button" className="button danger" disabled={remove.isPending} onClick={() => remove.mutate()}>
          Delete
        </button>
      </div>
    </Dialog>
  )
}
